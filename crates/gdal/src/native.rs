//! The few calls of GDAL's C interface that the gdal crate does not wrap. The only `unsafe` of the crate.
#![expect(unsafe_code, reason = "foreign functions; each block says why it is sound")]
use super::complaint::listen;
use gdal::errors::{GdalError, Result};
use gdal::vector::{Feature, LayerAccess};
use gdal_sys::{OGRErr, OGRFieldSubType, OGRFieldType, OGRwkbByteOrder};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

// From `cpl_http.h`, which gdal-sys does not bind.
unsafe extern "C" {
    fn CPLHTTPSetFetchCallback(fetch: Option<Fetch>, user: *mut c_void);
}

/// `CPLHTTPFetchCallbackFunc`.
type Fetch = unsafe extern "C" fn(
    url: *const c_char,
    options: *const *const c_char,
    progress: *mut c_void,
    progress_argument: *mut c_void,
    write: *mut c_void,
    write_argument: *mut c_void,
    user: *mut c_void,
) -> *mut c_void;

/// Whom to tell of an address that GDAL wanted to fetch.
static TOLD: OnceLock<fn(&str)> = OnceLock::new();

/// Keeps GDAL and PROJ from fetching anything: what a file leads to is told to `told` instead.
pub fn forbid_requests(told: fn(&str)) {
    TOLD.get_or_init(|| told);
    // No file has such an ending, so nothing is read through GDAL's remote file systems. An option that can't be set
    // leaves those names to `source`, which refuses them.
    let _ = gdal::config::set_config_option("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none");
    // SAFETY: the callback lives as long as the program and takes no user data.
    unsafe {
        CPLHTTPSetFetchCallback(Some(fetch_nothing), std::ptr::null_mut());
        gdal_sys::OSRSetPROJEnableNetwork(0);
    }
}

/// `CPLHTTPResult`.
#[repr(C)]
struct HttpResult {
    status: c_int,
    content_type: *mut c_char,
    error: *mut c_char,
    length: c_int,
    allocated: c_int,
    data: *mut u8,
    headers: *mut *mut c_char,
    parts: c_int,
    part: *mut c_void,
}

/// Answers every request with an error. (Where nothing is answered, GDAL asks curl.)
unsafe extern "C" fn fetch_nothing(
    url: *const c_char,
    _options: *const *const c_char,
    _progress: *mut c_void,
    _progress_argument: *mut c_void,
    _write: *mut c_void,
    _write_argument: *mut c_void,
    _user: *mut c_void,
) -> *mut c_void {
    if let Some(told) = TOLD.get()
        && !url.is_null()
    {
        // SAFETY: GDAL hands over a C string that lives as long as the call.
        told(&unsafe { CStr::from_ptr(url) }.to_string_lossy());
    }
    // SAFETY: GDAL owns what is returned and frees it as it made it; zeros are an empty result, and the words are a C string.
    unsafe {
        let result = gdal_sys::CPLCalloc(1, size_of::<HttpResult>()).cast::<HttpResult>();
        (*result).status = 1;
        (*result).error = gdal_sys::CPLStrdup(c"nothing is fetched".as_ptr());
        result.cast()
    }
}

/// Adds an integer column of the boolean kind to a layer, so that other programs show yes and no.
///
/// # Errors
/// When the layer takes no such column.
pub fn add_boolean_column<L: LayerAccess>(layer: &L, name: &str) -> Result<()> {
    let name = CString::new(name)?;
    // SAFETY: the column is made, used and destroyed here; the layer's handle lives as long as `layer`,
    // and OGR_L_CreateField copies the column.
    let err = unsafe {
        let column = gdal_sys::OGR_Fld_Create(name.as_ptr(), OGRFieldType::OFTInteger);
        gdal_sys::OGR_Fld_SetSubType(column, OGRFieldSubType::OFSTBoolean);
        let err = gdal_sys::OGR_L_CreateField(layer.c_layer(), column, 0);
        gdal_sys::OGR_Fld_Destroy(column);
        err
    };
    if err == OGRErr::OGRERR_NONE {
        Ok(())
    } else {
        Err(GdalError::OgrError {
            err,
            method_name: "OGR_L_CreateField",
        })
    }
}

/// A feature's geometry on its way to `wkb::decode`.
pub struct Wkb {
    /// Well-known binary without curves.
    pub bytes: Vec<u8>,
    /// Had arcs, which are chords now. GDAL strokes an arc the same from both ends, so neighbours still share it.
    pub curved: bool,
}

/// The geometry of a feature as well-known binary; `None` where it has none.
///
/// # Errors
/// When GDAL can't write it.
pub fn geometry_wkb(feature: &Feature<'_>) -> Result<Option<Wkb>> {
    // SAFETY: the feature's handle outlives the calls, the geometry is borrowed from it and only read; the linear
    // one is made and destroyed here, and is checked for null; the buffer has the size that GDAL asks for.
    unsafe {
        let geometry = gdal_sys::OGR_F_GetGeometryRef(feature.c_feature());
        if geometry.is_null() {
            return Ok(None);
        }
        let curved = gdal_sys::OGR_G_HasCurveGeometry(geometry, 0) != 0;
        let linear = if curved {
            gdal_sys::OGR_G_GetLinearGeometry(geometry, 0.0, std::ptr::null_mut())
        } else {
            geometry
        };
        if linear.is_null() {
            return Err(GdalError::NullPointer {
                method_name: "OGR_G_GetLinearGeometry",
                msg: "the curve has no chords".to_owned(),
            });
        }
        let size = usize::try_from(gdal_sys::OGR_G_WkbSize(linear));
        let exported = size.map(|size| {
            let mut bytes = vec![0_u8; size];
            (
                gdal_sys::OGR_G_ExportToWkb(linear, OGRwkbByteOrder::wkbNDR, bytes.as_mut_ptr()),
                bytes,
            )
        });
        if curved {
            gdal_sys::OGR_G_DestroyGeometry(linear);
        }
        match exported? {
            (OGRErr::OGRERR_NONE, bytes) => Ok(Some(Wkb { bytes, curved })),
            (err, _) => Err(GdalError::OgrError {
                err,
                method_name: "OGR_G_ExportToWkb",
            }),
        }
    }
}

/// A file of GDAL's memory file system over bytes of ours; it goes with this value.
#[derive(Debug)]
pub struct MemoryFile {
    path: PathBuf,
    // A box that GDAL reads through `path`: held as a pointer, since moving a box claims it for this side alone.
    bytes: NonNull<[u8]>,
}

impl MemoryFile {
    /// Lends `bytes` to GDAL under a path of their own that ends in `name`.
    ///
    /// # Errors
    /// When there are none, or GDAL doesn't take them.
    pub fn new(name: &str, bytes: Vec<u8>) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let path = format!("/vsimem/riverchief-{}/{name}", NEXT.fetch_add(1, Ordering::Relaxed));
        let refused = |msg: &str| GdalError::NullPointer {
            method_name: "VSIFileFromMemBuffer",
            msg: msg.to_owned(),
        };
        if bytes.is_empty() {
            return Err(refused("the file is empty"));
        }
        let c_path = CString::new(path.as_str())?;
        let lent = Self {
            path: PathBuf::from(path),
            bytes: NonNull::from(Box::leak(bytes.into_boxed_slice())),
        };
        // SAFETY: the bytes stay where they are until `drop`, which unlinks the file first; GDAL doesn't free them, and
        // every dataset here is opened for reading only.
        unsafe {
            let first = lent.bytes.as_ptr().cast::<u8>();
            let file = gdal_sys::VSIFileFromMemBuffer(c_path.as_ptr(), first, lent.bytes.len() as u64, 0);
            if file.is_null() {
                return Err(refused("no memory file"));
            }
            gdal_sys::VSIFCloseL(file);
        }
        Ok(lent)
    }

    /// Where GDAL finds it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for MemoryFile {
    fn drop(&mut self) {
        // Nobody is left to be told.
        let _ = listen(|| gdal::vsi::unlink_mem_file(&self.path));
        // SAFETY: `new` leaked this box and nobody else frees it. Who opened the file holds this value until after the
        // dataset is closed (`Source` by the order of its fields, `read_bytes` by that of its scopes).
        drop(unsafe { Box::from_raw(self.bytes.as_ptr()) });
    }
}

/// The kind of a feature's geometry; `None` where it has none.
#[must_use]
pub fn geometry_type(feature: &Feature<'_>) -> Option<gdal_sys::OGRwkbGeometryType::Type> {
    // SAFETY: the feature's handle outlives the calls and the geometry is borrowed from it.
    unsafe {
        let geometry = gdal_sys::OGR_F_GetGeometryRef(feature.c_feature());
        (!geometry.is_null()).then(|| gdal_sys::OGR_G_GetGeometryType(geometry))
    }
}
