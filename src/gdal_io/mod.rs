//! Open, read, write, reproject: the only module that names gdal.
