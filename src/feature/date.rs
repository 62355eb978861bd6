//! Points in time as numbers.

mod difference;
mod ordinal;
mod part;
mod parts;
mod reading;

pub use difference::{DateDifference, DateSubtractor, TimeUnit};
pub use ordinal::{DateCounter, DateCounterState, DateOrdinal};
pub use part::DatePart;
pub use parts::{DatePartExtractor, DatePartExtractorState, DateParts};
