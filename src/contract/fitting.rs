//! Laws of learning.

use super::law::{Law, Violation, broken};
use super::{Checked, Subject, bits, guarded};
use crate::artifact::codec::{Node, to_node};
use crate::artifact::{Record, Refit, Stage, seal};
use crate::data::DataKind;
use crate::exact;
use crate::pipeline::{Fit, Target};
use crate::root::Learn;

/// The bytes of a stage.
pub(super) fn stored<S: Stage>(stage: &S) -> Result<Vec<u8>, Violation> {
    let node = Record::leaf(stage).and_then(|record| record.to_node());
    Ok(sealed(&node.map_err(|e| broken::<S>(Law::RoundTrip, e))?))
}

pub(super) fn sealed(node: &Node) -> Vec<u8> {
    seal(node).0
}

pub(super) fn stored_params<S: Stage>(recipe: &S::Recipe) -> Result<Node, Violation> {
    to_node(recipe).map_err(|e| broken::<S>(Law::RoundTrip, e))
}

/// Fits in one step and in two, and gives the stage.
pub(super) fn fit_apply<R, Y>(recipe: &R, x: &R::Input, y: &Y) -> Result<R::Fitted, Violation>
where
    Y: Learn,
    R: Fit<Y>,
    R::Fitted: Stage<Recipe = R>,
{
    let fails = |e| broken::<R::Fitted>(Law::Fits, e);
    let before = x.take_rows(&all(x.rows()));
    let params = stored_params::<R::Fitted>(recipe)?;
    let two = guarded::<R::Fitted, _>(|| recipe.fit(x, y))?.map_err(fails)?;
    let (one, at_once) = guarded::<R::Fitted, _>(|| recipe.fit_apply(x, y))?.map_err(fails)?;
    // What a stage that cross-fits gives its training rows, only it can give: but twice the same.
    let out = if R::Fitted::CROSS_FITS {
        let learned = guarded::<R::Fitted, _>(|| R::Fitted::learn_apply(recipe, x, y.target()))?;
        learned.map_err(fails)?.1
    } else {
        guarded::<R::Fitted, _>(|| crate::pipeline::Apply::apply(&two, x))?.map_err(fails)?
    };
    if let Some(problem) = bits::difference(out.lend(), at_once.lend()) {
        return Err(broken::<R::Fitted>(Law::FitApply, problem));
    }
    if two.refit() != Refit::NotReproducible && stored(&one)? != stored(&two)? {
        return Err(broken::<R::Fitted>(Law::FitApply, "another state is stored"));
    }
    if let Some(problem) = bits::difference(before.lend(), x.lend()) {
        return Err(broken::<R::Fitted>(Law::InputUntouched, problem));
    }
    // By bytes: a parameter that is NaN is not equal to itself.
    if sealed(&stored_params::<R::Fitted>(recipe)?) != sealed(&params) {
        return Err(broken::<R::Fitted>(Law::InputUntouched, "the recipe changed"));
    }
    Ok(two)
}

fn all(rows: usize) -> Vec<usize> {
    (0..rows).collect()
}

/// How many shuffles and how many partitions of the training rows are tried.
pub(super) const TRIES: u64 = 20;

/// Shuffles of `rows` rows: backwards first, then others by chance.
fn shuffles(rows: usize) -> impl Iterator<Item = Vec<usize>> {
    let by_chance = move |at| exact::Random::new(at, 0, 0).permutation(rows);
    std::iter::once((0..rows).rev().collect()).chain((1..TRIES).map(by_chance))
}

/// Orders of `rows` rows: backwards, and every third row after another.
pub(super) fn orders(rows: usize) -> [Vec<usize>; 2] {
    let thirds = (0..3).flat_map(|first| (first..rows).step_by(3)).collect();
    [(0..rows).rev().collect(), thirds]
}

impl<S: Stage> Subject<'_, S> {
    pub(super) fn fitting(&self, checked: &mut Checked) -> Result<(), Violation> {
        checked.laws.push(Law::InputUntouched);
        let refit = self.fitted.refit();
        if refit == Refit::NotReproducible {
            let reason = "the stage does not promise a refit";
            let laws = [Law::RefitEqual, Law::RecipeRefits, Law::RowOrderOfFit];
            checked.skipped.extend(laws.map(|law| (law, reason.to_owned())));
            return Ok(());
        }
        let first = stored(&self.fitted)?;
        for (law, recipe) in
            [(Law::RefitEqual, self.recipe), (Law::RecipeRefits, self.fitted.recipe())]
        {
            if stored(&self.learn(law, recipe, self.x, self.y)?)? != first {
                return Err(self.broken(law, "another state is stored"));
            }
            checked.laws.push(law);
        }
        let reason = match self.row_order {
            Some(reason) => reason,
            None if refit != Refit::Exact => "the stage promises its bytes on one machine only",
            None => {
                for order in shuffles(self.x.rows()) {
                    let y = self.y.take_rows(&order);
                    let x = self.x.take_rows(&order);
                    let stage = self.learn(Law::RowOrderOfFit, self.recipe, &x, y.lend())?;
                    if stored(&stage)? != first {
                        let learned = (stage.report(), self.fitted.report());
                        let problem = format!("{:?} and {:?}", learned.0, learned.1);
                        return Err(self.broken(Law::RowOrderOfFit, problem));
                    }
                }
                checked.laws.push(Law::RowOrderOfFit);
                return Ok(());
            }
        };
        checked.skipped.push((Law::RowOrderOfFit, reason.to_owned()));
        Ok(())
    }

    fn learn(
        &self,
        law: Law,
        recipe: &S::Recipe,
        x: &S::Input,
        y: Target<'_>,
    ) -> Result<S, Violation> {
        guarded::<S, _>(|| S::learn(recipe, x, y))?.map_err(|e| self.broken(law, e))
    }
}
