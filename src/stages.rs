//! The one list of stages.

use crate::artifact::Registry;
use crate::clean::{ColumnDropper, ColumnKeeper, Imputer, MissingMarker, Winsorizer};
use crate::pipeline::Identity;
use crate::preprocess::{MaxAbsScaler, MinMaxScaler, RobustScaler, Standardizer};

/// A registry of every stage of this crate.
#[must_use]
pub fn registry() -> Registry {
    Registry::empty()
        .with::<ColumnDropper>()
        .with::<ColumnKeeper>()
        .with::<Identity>()
        .with::<Imputer>()
        .with::<MaxAbsScaler>()
        .with::<MinMaxScaler>()
        .with::<MissingMarker>()
        .with::<RobustScaler>()
        .with::<Standardizer>()
        .with::<Winsorizer>()
}
