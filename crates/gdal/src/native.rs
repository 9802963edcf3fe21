//! Calls of GDAL's C API that the `gdal` crate does not wrap. The only `unsafe` code of this crate.
#![expect(unsafe_code, reason = "foreign functions; each block says why it is sound")]
use super::messages::capture;
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

/// Called with each address that GDAL wanted to fetch.
static REFUSE: OnceLock<fn(&str)> = OnceLock::new();

/// Keeps GDAL and PROJ from making network requests; `refuse` is called with each address instead.
pub fn forbid_requests(refuse: fn(&str)) {
    REFUSE.get_or_init(|| refuse);
    // No file has this extension, so nothing is read through GDAL's remote file systems. If the option can't be set,
    // `source` still refuses such names.
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

/// Answers every request with an error. (Without an answer GDAL would use curl.)
unsafe extern "C" fn fetch_nothing(
    url: *const c_char,
    _options: *const *const c_char,
    _progress: *mut c_void,
    _progress_argument: *mut c_void,
    _write: *mut c_void,
    _write_argument: *mut c_void,
    _user: *mut c_void,
) -> *mut c_void {
    if let Some(refuse) = REFUSE.get()
        && !url.is_null()
    {
        // SAFETY: GDAL hands over a C string that lives as long as the call.
        refuse(&unsafe { CStr::from_ptr(url) }.to_string_lossy());
    }
    // SAFETY: GDAL owns the result and frees it with its own allocator; zeros are an empty result, and the error is a C string.
    unsafe {
        let result = gdal_sys::CPLCalloc(1, size_of::<HttpResult>()).cast::<HttpResult>();
        (*result).status = 1;
        (*result).error = gdal_sys::CPLStrdup(c"downloads are disabled".as_ptr());
        result.cast()
    }
}

/// Adds an integer column of the subtype boolean to a layer, so that other programs show yes and no.
///
/// # Errors
/// The layer can't have such a column.
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

/// Sets the id of a feature that is not yet in a layer.
///
/// # Errors
/// GDAL refuses it.
pub fn set_fid(feature: &mut Feature<'_>, fid: u32) -> Result<()> {
    // SAFETY: the feature's handle outlives the call and is borrowed exclusively.
    match unsafe { gdal_sys::OGR_F_SetFID(feature.c_feature(), i64::from(fid)) } {
        OGRErr::OGRERR_NONE => Ok(()),
        err => Err(GdalError::OgrError {
            err,
            method_name: "OGR_F_SetFID",
        }),
    }
}

/// The geometry of a feature, for `wkb::decode`.
pub struct Wkb {
    /// Well-known binary without curves.
    pub bytes: Vec<u8>,
    /// It had arcs, which were replaced by chords. GDAL gives the same chords from both ends, so neighbours still share them.
    pub curved: bool,
}

/// The geometry of a feature as well-known binary; `None` where it has none.
///
/// # Errors
/// GDAL can't write it.
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
                msg: "can't replace the curve by chords".to_owned(),
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

/// A file in GDAL's memory file system, which uses our bytes; it is deleted when this value is dropped.
#[derive(Debug)]
pub struct MemoryFile {
    path: PathBuf,
    // A box that GDAL reads through `path`. It is held as a pointer, because moving a box asserts that nobody else uses it.
    bytes: NonNull<[u8]>,
}

impl MemoryFile {
    /// Lends `bytes` to GDAL under a unique path that ends in `name`.
    ///
    /// # Errors
    /// There are no bytes, or GDAL doesn't accept them.
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
                return Err(refused("can't create a file in memory"));
            }
            gdal_sys::VSIFCloseL(file);
        }
        Ok(lent)
    }

    /// The path for GDAL.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for MemoryFile {
    fn drop(&mut self) {
        // An error can't be reported from here.
        let _ = capture(|| gdal::vsi::unlink_mem_file(&self.path));
        // SAFETY: `new` leaked this box and nobody else frees it. This value is kept until the dataset is closed (in `Source`
        // by the order of its fields, in `WorldFile::load` by scope).
        drop(unsafe { Box::from_raw(self.bytes.as_ptr()) });
    }
}

/// The type of a feature's geometry; `None` where it has none.
#[must_use]
pub fn geometry_type(feature: &Feature<'_>) -> Option<gdal_sys::OGRwkbGeometryType::Type> {
    // SAFETY: the feature's handle outlives the calls and the geometry is borrowed from it.
    unsafe {
        let geometry = gdal_sys::OGR_F_GetGeometryRef(feature.c_feature());
        (!geometry.is_null()).then(|| gdal_sys::OGR_G_GetGeometryType(geometry))
    }
}
