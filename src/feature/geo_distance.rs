//! Distances on the Earth.

use super::made::{check_made, dropped, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError};
use crate::exact::{self, canonical, slices};
use crate::pipeline::per_column::{check_columns, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::f64::consts::PI;
use std::sync::Arc;

/// How a distance is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DistanceMethod {
    /// Along a great circle of a sphere.
    #[default]
    Haversine,
    /// √(Δlat² + Δlon²), a degree being 111 km both ways: for short ways near the equator.
    Euclidean,
    /// |Δlat| + |Δlon|, a degree being 111 km both ways.
    Manhattan,
}

/// What a distance is given in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DistanceUnit {
    /// Kilometres; the Earth has a radius of 6,371.
    #[default]
    Kilometres,
    /// Miles; a radius of 3,958.8.
    Miles,
    /// Metres; a radius of 6,371,000.
    Metres,
    /// Feet; a radius of 20,902,231.
    Feet,
}

impl DistanceUnit {
    fn radius(self) -> f64 {
        match self {
            DistanceUnit::Kilometres => 6371.0,
            DistanceUnit::Miles => 3958.8,
            DistanceUnit::Metres => 6_371_000.0,
            DistanceUnit::Feet => 20_902_231.0,
        }
    }
}

/// Adds the distance between two points given by latitude and longitude in degrees.
///
/// Takes and gives a [`Table`]. The new column, by default `geo_distance`, stands at the right end. The
/// coordinates stay, unless told otherwise. A missing coordinate makes the distance missing.
///
/// # Formula
/// Haversine: r · 2 asin(√a) with a = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2), φ and λ being latitude and
/// longitude in radians, x · (π/180); √a is at most 1. Euclidean and Manhattan: see [`DistanceMethod`],
/// times the radius in the unit over that in kilometres.
///
/// # Learned state
/// Nothing.
///
/// # Determinism
/// Replay exact: sine, cosine and arcsine are correctly rounded, and the operations stand in a written
/// order. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when a column is not there or not numeric, and when the new one would have the name of
/// another. Applying refuses a latitude beyond ±90 and a longitude beyond ±180, unless told not to.
///
/// # Source
/// `GeoDistanceFeatures` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let one = |x| Column::Real(vec![x]);
/// let table = Table::new()
///     .with("lat", one(0.0))?
///     .with("lon", one(0.0))?
///     .with("to_lat", one(90.0))?
///     .with("to_lon", one(0.0))?;
/// let recipe = GeoDistance::between(["lat", "lon"], ["to_lat", "to_lon"]);
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// // From the equator to the pole, a quarter of a great circle.
/// let Value::Real(distance) = out.value(0, "geo_distance") else { unreachable!() };
/// assert!((distance - 6371.0 * std::f64::consts::FRAC_PI_2).abs() < 1e-9);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "GeoDistanceFeatures")]
#[doc(alias = "haversine")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeoDistance {
    /// Latitude and longitude of the first point, then of the second.
    columns: [Arc<str>; 4],
    name: Arc<str>,
    method: DistanceMethod,
    unit: DistanceUnit,
    check_ranges: bool,
    drop_sources: bool,
}

impl GeoDistance {
    /// The great-circle distance in kilometres between two points, each a latitude and a longitude.
    #[must_use]
    pub fn between<A: Into<Arc<str>>, B: Into<Arc<str>>>(from: [A; 2], to: [B; 2]) -> GeoDistance {
        let ([a, b], [c, d]) = (from.map(Into::into), to.map(Into::into));
        GeoDistance {
            columns: [a, b, c, d],
            name: Arc::from("geo_distance"),
            method: DistanceMethod::Haversine,
            unit: DistanceUnit::Kilometres,
            check_ranges: true,
            drop_sources: false,
        }
    }

    /// How the distance is measured; by default along a great circle.
    #[must_use]
    pub fn method(mut self, method: DistanceMethod) -> GeoDistance {
        self.method = method;
        self
    }

    /// What it is given in; by default kilometres.
    #[doc(alias = "output_unit")]
    #[must_use]
    pub fn unit(mut self, unit: DistanceUnit) -> GeoDistance {
        self.unit = unit;
        self
    }

    /// The name of the new column; by default `geo_distance`.
    #[doc(alias = "output_col")]
    #[must_use]
    pub fn name(mut self, name: impl Into<Arc<str>>) -> GeoDistance {
        self.name = name.into();
        self
    }

    /// Whether latitudes beyond ±90 and longitudes beyond ±180 are refused; by default yes.
    #[doc(alias = "validate_ranges")]
    #[must_use]
    pub fn check_ranges(mut self, check: bool) -> GeoDistance {
        self.check_ranges = check;
        self
    }

    /// Whether the coordinates are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> GeoDistance {
        self.drop_sources = drop;
        self
    }

    /// The distance of each two points, given by their coordinates.
    fn distances(&self, [lat1, lon1, lat2, lon2]: [&[f64]; 4]) -> Vec<f64> {
        const DEGREE: f64 = 111.0;
        let (radius, of_kilometres) =
            (self.unit.radius(), self.unit.radius() / DistanceUnit::Kilometres.radius());
        let points = lat1.iter().zip(lon1).zip(lat2.iter().zip(lon2));
        let apart = points.map(|((lat1, lon1), (lat2, lon2))| (lat2 - lat1, lon2 - lon1));
        let made = match self.method {
            DistanceMethod::Haversine => haversines([lat1, lon1, lat2, lon2], radius),
            DistanceMethod::Euclidean => apart
                .map(|(dlat, dlon)| {
                    let (dlat, dlon) = (dlat * DEGREE, dlon * DEGREE);
                    (dlat * dlat + dlon * dlon).sqrt() * of_kilometres
                })
                .collect(),
            DistanceMethod::Manhattan => apart
                .map(|(dlat, dlon)| (dlat.abs() + dlon.abs()) * DEGREE * of_kilometres)
                .collect(),
        };
        made.into_iter().map(canonical).collect()
    }
}

/// Distances along great circles.
fn haversines([lat1, lon1, lat2, lon2]: [&[f64]; 4], radius: f64) -> Vec<f64> {
    /// Points that are worked on at once.
    const PART: usize = 256;
    let radians = |x: f64| x * (PI / 180.0);
    let mut out = Vec::with_capacity(lat1.len());
    let parts = lat1.chunks(PART).zip(lon1.chunks(PART));
    for ((lat1, lon1), (lat2, lon2)) in parts.zip(lat2.chunks(PART).zip(lon2.chunks(PART))) {
        let [mut halves, mut across, mut from, mut to] = [[0.0; PART]; 4];
        let start = out.len();
        let (halves, across) = (&mut halves[..lat1.len()], &mut across[..lat1.len()]);
        let (from, to) = (&mut from[..lat1.len()], &mut to[..lat1.len()]);
        for i in 0..lat1.len() {
            (from[i], to[i]) = (radians(lat1[i]), radians(lat2[i]));
            halves[i] = (to[i] - from[i]) / 2.0;
            across[i] = (radians(lon2[i]) - radians(lon1[i])) / 2.0;
        }
        slices::sin(halves);
        slices::sin(across);
        slices::cos(from);
        slices::cos(to);
        out.extend((0..lat1.len()).map(|i| {
            let a = halves[i] * halves[i] + from[i] * to[i] * (across[i] * across[i]);
            exact::min(a.sqrt(), 1.0)
        }));
        slices::asin(&mut out[start..]);
        out[start..].iter_mut().for_each(|x| *x = radius * (2.0 * *x));
    }
    out
}

/// A fitted [`GeoDistance`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeoMeasurer {
    recipe: GeoDistance,
}

impl GeoMeasurer {
    /// The column it makes.
    #[must_use]
    pub fn made(&self) -> &Arc<str> {
        &self.recipe.name
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.recipe.columns, self.recipe.drop_sources)
    }

    /// The coordinates, each in its range if that is asked for.
    fn coordinates<'a>(&self, x: &'a Table) -> Result<[Cow<'a, [f64]>; 4], Error> {
        let [a, b, c, d] = &self.recipe.columns;
        let columns = [reals(x, a)?, reals(x, b)?, reals(x, c)?, reals(x, d)?];
        let kinds = [("latitude", 90), ("longitude", 180), ("latitude", 90), ("longitude", 180)];
        if !self.recipe.check_ranges {
            return Ok(columns);
        }
        let beyond = |at: usize| {
            let most = f64::from(kinds[at].1);
            columns[at].iter().position(|x| x.abs() > most).map(|row| (row, at))
        };
        // The first row, and in it the first column.
        let Some((row, at)) = (0..4).filter_map(beyond).min() else { return Ok(columns) };
        let (what, most) = kinds[at];
        Err(RowError {
            stage: Self::KIND.to_owned(),
            column: self.recipe.columns[at].to_string(),
            row: Some(row),
            expected: format!("a {what} from -{most} to {most}"),
            found: columns[at][row].to_string(),
        }
        .into())
    }
}

impl Pipeline for GeoDistance {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for GeoDistance {
    type Fitted = GeoMeasurer;

    fn fit(&self, x: &Table, _: &Y) -> Result<GeoMeasurer, Error> {
        let fitted = GeoMeasurer { recipe: self.clone() };
        check_made(GeoMeasurer::KIND, x, fitted.dropped(), [&self.name])?;
        fitted.coordinates(x)?;
        Ok(fitted)
    }
}

impl Pipeline for GeoMeasurer {
    type Input = Table;
    type Output = Table;
}

impl Apply for GeoMeasurer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let coordinates = self.coordinates(x)?;
        let made = self.recipe.distances(coordinates.each_ref().map(|column| &**column));
        with_made(x, self.dropped(), [(Arc::clone(&self.recipe.name), Column::Real(made))])
    }
}

impl Stage for GeoMeasurer {
    const KIND: &'static str = "feature.geo_distance";
    type Recipe = GeoDistance;
    type State = ();

    fn recipe(&self) -> &GeoDistance {
        &self.recipe
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(recipe: GeoDistance, (): ()) -> Result<Self, String> {
        check_columns(std::slice::from_ref(&recipe.name), &[])?;
        Ok(GeoMeasurer { recipe })
    }

    fn learn(recipe: &GeoDistance, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let GeoDistance { columns: [a, b, c, d], name, method, unit, .. } = &self.recipe;
        let line = format!("{method:?} in {unit:?} from `{a}`, `{b}` to `{c}`, `{d}`");
        vec![(name.to_string(), line)]
    }
}

#[cfg(test)]
mod tests;
