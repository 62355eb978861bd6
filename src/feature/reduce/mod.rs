//! Many numeric columns to few.

mod dimension;
mod ica;
mod pca;
mod projection;
mod random;
mod svd;

pub use ica::{FastIca, FastIcaProjector, FastIcaState};
pub use pca::{Components, Pca, PcaProjector, PcaState};
pub use random::{RandomProjection, RandomProjector, RandomProjectorState};
pub use svd::{SvdProjector, SvdState, TruncatedSvd};
