//! riverchief on the command line.
fn main() {}
