//! The one binary: the list of slices, the pages above slices, the command line.
//!
//! `slices.rs` is the list; `boot.rs` puts a site together; `feeder.rs` keeps the search index along
//! the journal; `worker.rs` does jobs; `pages/` are the pages that belong to no single area.

pub mod bench;
pub mod boot;
pub mod cli;
pub mod feeder;
pub mod pages;
pub mod profile;
pub mod slices;
pub mod worker;
