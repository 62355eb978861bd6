//! The law of parts: what is learned apart merges to the whole.

use super::fitting::{TRIES, stored};
use super::guarded;
use super::law::{Law, Violation, broken};
use crate::artifact::Stage;
use crate::data::DataKind;
use crate::error::Error;
use crate::exact::Random;
use crate::pipeline::{Merge, PartialFit};
use crate::root::Learn;

/// Rows dealt by chance to one to five parts, some of which may be empty.
fn partition(rows: usize, chance: u64) -> Vec<Vec<usize>> {
    let mut random = Random::new(chance, 1, 0);
    let mut parts = vec![Vec::new(); usize::try_from(1 + random.below(5)).unwrap_or(1)];
    for row in random.permutation(rows) {
        let part = random.below(parts.len() as u64);
        if let Some(part) = usize::try_from(part).ok().and_then(|at| parts.get_mut(at)) {
            part.push(row);
        }
    }
    parts
}

/// Fits the parts apart and merges them from the first on.
fn merged<R, Y>(recipe: &R, x: &R::Input, y: &Y, parts: &[Vec<usize>]) -> Result<R::Fitted, Error>
where
    Y: Learn,
    R: PartialFit<Y>,
{
    let learn = |rows: &Vec<usize>| recipe.partial(&x.take_rows(rows), &y.take_rows(rows));
    let mut whole = learn(&Vec::new())?;
    for part in parts {
        whole.merge(learn(part)?)?;
    }
    recipe.settle(whole)
}

pub(super) fn merges<R, Y>(recipe: &R, x: &R::Input, y: &Y) -> Result<(), Violation>
where
    Y: Learn,
    R: PartialFit<Y>,
    R::Fitted: Stage<Recipe = R>,
{
    let fails = |error: Error| broken::<R::Fitted>(Law::Merges, error);
    let whole = stored(&guarded::<R::Fitted, _>(|| recipe.fit(x, y))?.map_err(fails)?)?;
    for chance in 0..TRIES {
        let parts = partition(x.rows(), chance);
        let put_together =
            guarded::<R::Fitted, _>(|| merged(recipe, x, y, &parts))?.map_err(fails)?;
        if stored(&put_together)? != whole {
            let problem = format!("the parts {parts:?} give {:?}", put_together.report());
            return Err(broken::<R::Fitted>(Law::Merges, problem));
        }
    }
    Ok(())
}
