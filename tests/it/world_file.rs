//! world_file
