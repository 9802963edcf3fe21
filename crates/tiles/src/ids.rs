//! Feature ids: a feature has the same number in every tile, zoom, epoch and edition.

/// A 53-bit number, which JavaScript stores exactly, from the layer and the feature's own id: FNV-1a, folded.
pub(super) fn feature_id(layer: &str, own: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in layer.bytes().chain([0]).chain(own.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    // The low bits of FNV are weak: mix before cutting.
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> 11).max(1)
}
