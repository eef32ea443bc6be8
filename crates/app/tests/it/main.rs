//! Tests above the slices: what every area must keep, stories across areas, faults, the killed server.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod conformance;
mod crash;
mod faults;
mod foundation;
mod journeys;
mod moves;
mod parsers;
mod plans;
mod support;
