//! Many numeric columns to few.

mod dimension;
mod pca;
mod projection;
mod random;
mod svd;

pub use pca::{Components, Pca, PcaProjector, PcaState};
pub use random::{RandomProjection, RandomProjector, RandomProjectorState};
pub use svd::{SvdProjector, SvdState, TruncatedSvd};
