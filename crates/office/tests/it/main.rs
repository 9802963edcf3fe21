//! Workbooks as offices write them, and hostile ones.
mod hostile;
mod tables;
