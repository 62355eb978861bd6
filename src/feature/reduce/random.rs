//! Directions by chance, which keep distances.

use super::projection::{Projection, bad_count, check_numbers};
use crate::artifact::Stage;
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, Random};
use crate::feature::made::bad_parameter;
use crate::pipeline::{Apply, Fit, Numbers, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces the numeric columns by their products with directions drawn by chance: fewer columns, and
/// nearly the same distances between rows.
///
/// Takes and gives a [`Table`]. The components stand at the right end, named `projection0`, …; columns
/// that are not numeric pass through.
///
/// # Formula
/// z(k) = x · r(k). Gaussian: each r is a normal draw / √components. Sparse: ±√(1 / (density · components))
/// with probability density / 2 each, else 0.
///
/// # Learned state
/// The directions. They follow from the seed, the number of columns and that of components alone.
///
/// # Determinism
/// Replay exact: products in eight lanes. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric, when a value is missing or infinite, and when a parameter is
/// out of its range. Applying refuses a missing or infinite value by column and row.
///
/// # Source
/// `GaussianRandomProjection` and `SparseRandomProjection` of scikit-learn 1.9, with draws of our own;
/// Li, Hastie and Church, "Very sparse random projections" (2006); Johnson and Lindenstrauss (1984).
///
/// # Examples
/// ```
/// use steadfast::feature::RandomProjection;
/// use steadfast::prelude::*;
/// let x = Table::new().with("a", Column::Real(vec![0.0, 1.0]))?;
/// let out = RandomProjection::gaussian(2, 7).fit(&x, &())?.apply(&x)?;
/// assert_eq!((out.width(), out.value(0, "projection1")), (2, Value::Real(0.0)));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "GaussianRandomProjection")]
#[doc(alias = "SparseRandomProjection")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RandomProjection {
    components: u64,
    seed: u64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Kind {
    Gaussian,
    Sparse(Option<f64>),
}

/// More components than this are refused before anything is drawn.
const MOST: usize = 1 << 20;

impl RandomProjection {
    /// Directions of normal draws.
    #[must_use]
    pub fn gaussian(components: u64, seed: u64) -> RandomProjection {
        RandomProjection { components, seed, kind: Kind::Gaussian }
    }

    /// Directions that are mostly zero: one in √columns is not.
    #[must_use]
    pub fn sparse(components: u64, seed: u64) -> RandomProjection {
        RandomProjection { components, seed, kind: Kind::Sparse(None) }
    }

    /// Of sparse directions, the share that is not zero, above 0 and at most 1.
    #[must_use]
    pub fn density(mut self, density: f64) -> RandomProjection {
        self.kind = Kind::Sparse(Some(density));
        self
    }

    /// How many components keep all distances between `rows` rows within a share `eps` of themselves:
    /// 4 ln(rows) / (eps²/2 − eps³/3), rounded down.
    ///
    /// ```
    /// use steadfast::feature::RandomProjection;
    /// assert_eq!(RandomProjection::components_for(1_000_000, 0.1), 11_841);
    /// ```
    #[doc(alias = "johnson_lindenstrauss_min_dim")]
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates"
    )]
    pub fn components_for(rows: u64, eps: f64) -> u64 {
        let divisor = eps * eps / 2.0 - eps * eps * eps / 3.0;
        (4.0 * exact::ln(rows as f64) / divisor) as u64
    }

    /// The directions, row-major.
    #[expect(clippy::cast_precision_loss, reason = "counts of columns are far below 2^53")]
    fn draw(&self, components: usize, width: usize) -> Result<Vec<f64>, Error> {
        let count = components as f64;
        // One stream a direction, so that more of them leave the first as they are.
        let each = |at: usize| Random::new(self.seed, 0, at as u64);
        match self.kind {
            Kind::Gaussian => {
                let scale = 1.0 / exact::sqrt(count);
                let normal = |random: &mut Random| loop {
                    let u = random.uniform();
                    if u > 0.0 {
                        return exact::normal_quantile(u) * scale;
                    }
                };
                let direction = |at| {
                    let mut random = each(at);
                    (0..width).map(|_| normal(&mut random)).collect::<Vec<f64>>()
                };
                Ok((0..components).flat_map(direction).collect())
            }
            Kind::Sparse(density) => {
                let density = density.unwrap_or_else(|| 1.0 / exact::sqrt(width as f64));
                if !(density > 0.0 && density <= 1.0) {
                    let expected = "above 0 and at most 1";
                    return Err(bad_parameter(RandomProjector::KIND, "density", expected, density));
                }
                let size = exact::sqrt(1.0 / density) / exact::sqrt(count);
                let draw = |random: &mut Random| match random.uniform() {
                    u if u < density / 2.0 => -size,
                    u if u < density => size,
                    _ => 0.0,
                };
                let direction = |at| {
                    let mut random = each(at);
                    (0..width).map(|_| draw(&mut random)).collect::<Vec<f64>>()
                };
                Ok((0..components).flat_map(direction).collect())
            }
        }
    }
}

/// A fitted [`RandomProjection`].
#[derive(Debug, Clone, PartialEq)]
pub struct RandomProjector {
    recipe: RandomProjection,
    state: RandomProjectorState,
}

/// What [`RandomProjector`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RandomProjectorState {
    projection: Projection,
}

impl RandomProjector {
    const PREFIX: &'static str = "projection";

    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.projection.columns
    }

    /// One direction, a number a column; `None` when there are fewer.
    #[must_use]
    pub fn component(&self, at: usize) -> Option<&[f64]> {
        self.state.projection.component(at)
    }
}

impl Pipeline for RandomProjection {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for RandomProjection {
    type Fitted = RandomProjector;

    fn fit(&self, x: &Table, _: &Y) -> Result<RandomProjector, Error> {
        const STAGE: &str = RandomProjector::KIND;
        let numbers = Numbers::of(STAGE, x)?;
        check_numbers(STAGE, &numbers)?;
        let columns = numbers.names;
        let count = match usize::try_from(self.components) {
            Ok(count) if (1..=MOST).contains(&count) => count,
            _ => return Err(bad_count(STAGE, MOST, self.components)),
        };
        let components = self.draw(count, columns.len())?;
        let projection = Projection { columns, mean: Vec::new(), components };
        projection.check_names(STAGE, x, RandomProjector::PREFIX)?;
        Ok(RandomProjector { recipe: self.clone(), state: RandomProjectorState { projection } })
    }
}

impl Pipeline for RandomProjector {
    type Input = Table;
    type Output = Table;
}

impl Apply for RandomProjector {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.projection.apply(Self::KIND, x, Self::PREFIX, &[])
    }
}

impl Stage for RandomProjector {
    const KIND: &'static str = "reduce.random";
    type Recipe = RandomProjection;
    type State = RandomProjectorState;

    fn recipe(&self) -> &RandomProjection {
        &self.recipe
    }

    fn state(&self) -> &RandomProjectorState {
        &self.state
    }

    fn restore(recipe: RandomProjection, state: RandomProjectorState) -> Result<Self, String> {
        state.projection.check(Self::PREFIX, false)?;
        Ok(RandomProjector { recipe, state })
    }

    fn learn(recipe: &RandomProjection, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = format!("in {} directions", self.state.projection.count());
        self.columns().iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 400 draws: the length of a Gaussian direction's mean square times components is 1 within a few
    /// standard errors; of sparse ones a share near the density is not zero, and all have one size.
    #[test]
    fn draws_have_the_spread_they_should() -> Result<(), Error> {
        let gaussian = RandomProjection::gaussian(4, 3).draw(4, 100)?;
        let square = exact::dot(&gaussian, &gaussian) / 100.0;
        assert!((square - 1.0).abs() < 0.3, "{square}");
        let sparse = RandomProjection::sparse(4, 3).density(0.25).draw(4, 100)?;
        let filled = sparse.iter().filter(|x| **x != 0.0).count();
        assert!((60..140).contains(&filled), "{filled}");
        // √(1 / 0.25) / √4, by hand.
        assert!(sparse.iter().all(|x| [0.0, 1.0, -1.0].contains(x)));
        assert_eq!(RandomProjection::gaussian(2, 3).draw(4, 100)?, gaussian);
        assert!(RandomProjection::sparse(1, 0).density(0.0).draw(1, 1).is_err());
        Ok(())
    }
}
