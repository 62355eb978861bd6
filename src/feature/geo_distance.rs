//! Distances on the Earth.

use super::made::{check_made, dropped, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError};
use crate::exact::{self, NAN, asin, canonical, cos, sin};
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

/// How far each coordinate may be from 0.
const RANGES: [f64; 4] = [90.0, 180.0, 90.0, 180.0];

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

    fn distance(&self, [lat1, lon1, lat2, lon2]: [f64; 4]) -> f64 {
        if [lat1, lon1, lat2, lon2].iter().any(|x| x.is_nan()) {
            return NAN;
        }
        let (radius, of_kilometres) =
            (self.unit.radius(), self.unit.radius() / DistanceUnit::Kilometres.radius());
        const DEGREE: f64 = 111.0;
        let (dlat, dlon) = (lat2 - lat1, lon2 - lon1);
        canonical(match self.method {
            DistanceMethod::Haversine => {
                let radians = |x: f64| x * (PI / 180.0);
                let (lat1, lat2) = (radians(lat1), radians(lat2));
                let half = sin((lat2 - lat1) / 2.0);
                let across = sin((radians(lon2) - radians(lon1)) / 2.0);
                let a = half * half + cos(lat1) * cos(lat2) * (across * across);
                radius * (2.0 * asin(exact::min(a.sqrt(), 1.0)))
            }
            DistanceMethod::Euclidean => {
                let (dlat, dlon) = (dlat * DEGREE, dlon * DEGREE);
                (dlat * dlat + dlon * dlon).sqrt() * of_kilometres
            }
            DistanceMethod::Manhattan => (dlat.abs() + dlon.abs()) * DEGREE * of_kilometres,
        })
    }

    /// The first coordinate of a row, counted from 0, that is beyond its range.
    fn beyond(&self, point: &[f64; 4]) -> Option<usize> {
        let beyond = |(x, most): (&f64, f64)| self.check_ranges && x.abs() > most;
        point.iter().zip(RANGES).position(beyond)
    }
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

    /// Latitudes and longitudes of the first points, then of the second.
    fn coordinates<'a>(&self, x: &'a Table) -> Result<[Cow<'a, [f64]>; 4], Error> {
        let [a, b, c, d] = &self.recipe.columns;
        Ok([reals(x, a)?, reals(x, b)?, reals(x, c)?, reals(x, d)?])
    }

    /// A row whose coordinate of this number is beyond its range, as an error.
    fn refused(&self, row: usize, at: usize, found: f64) -> Error {
        let (what, most) = if at.is_multiple_of(2) { ("latitude", 90) } else { ("longitude", 180) };
        RowError {
            stage: Self::KIND.to_owned(),
            column: self.recipe.columns[at].to_string(),
            row: Some(row),
            expected: format!("a {what} from -{most} to {most}"),
            found: found.to_string(),
        }
        .into()
    }

    /// Refuses what [`apply`](Apply::apply) refuses, without measuring.
    fn check(&self, x: &Table) -> Result<(), Error> {
        let coordinates = self.coordinates(x)?;
        if !self.recipe.check_ranges {
            return Ok(());
        }
        let mut first: Option<(usize, usize)> = None;
        for (at, (values, most)) in coordinates.iter().zip(RANGES).enumerate() {
            // Without a branch, so that many are looked at together.
            if values.iter().fold(false, |beyond, x| beyond | (x.abs() > most)) {
                let row = values.iter().position(|x| x.abs() > most);
                first = row.map(|row| (row, at)).into_iter().chain(first).min();
            }
        }
        match first {
            Some((row, at)) => Err(self.refused(row, at, coordinates[at][row])),
            None => Ok(()),
        }
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
        fitted.check(x)?;
        Ok(fitted)
    }
}

impl Pipeline for GeoMeasurer {
    type Input = Table;
    type Output = Table;
}

impl Apply for GeoMeasurer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let [a, b, c, d] = self.coordinates(x)?;
        let points = a.iter().zip(b.iter()).zip(c.iter().zip(d.iter()));
        let mut made = Vec::with_capacity(x.rows());
        for (row, ((&a, &b), (&c, &d))) in points.enumerate() {
            let point = [a, b, c, d];
            if let Some(at) = self.recipe.beyond(&point) {
                return Err(self.refused(row, at, point[at]));
            }
            made.push(self.recipe.distance(point));
        }
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
