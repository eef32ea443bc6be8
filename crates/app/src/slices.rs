//! The areas of the house, in the order their tables depend on each other.

use mufakat_store::{Area, area::KERNEL};
use mufakat_web::Slice;

pub const SLICES: &[Slice] = &[
    crate::pages::SLICE,
    mufakat_parties::accounts::SLICE,
    mufakat_parties::SLICE,
    mufakat_coordination::bodies::SLICE,
    mufakat_coordination::meetings::SLICE,
    mufakat_consensus::SLICE,
];

/// The same areas as the database sees them, the foundation first.
pub const AREAS: &[Area] = &{
    let mut areas = [KERNEL; SLICES.len() + 1];
    let mut place = 0;
    while place < SLICES.len() {
        areas[place + 1] = SLICES[place].area;
        place += 1;
    }
    areas
};
