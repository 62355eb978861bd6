//! The rounds of fitting.

use super::{
    AllMissing, ImputeIterative, IterativeImputer, IterativeImputerState, Order, Regression, Start,
    within, without,
};
use crate::artifact::Stage;
use crate::clean::gaps::NumberRows;
use crate::error::Error;
use crate::exact::{self, Random};
use crate::pipeline::per_column::bad_column;
use crate::solve::bayesian_ridge::BayesianRidge;
use crate::solve::gram::{Linear, Products, Unsolved};
use crate::solve::ridge::{least_squares, ridge};
use std::sync::Arc;

/// Rows as they are filled so far.
struct Filling {
    width: usize,
    rows: Vec<f64>,
    gaps: Vec<bool>,
}

impl Filling {
    /// The column in every row: where it stands, and whether it is a gap.
    fn column(&self, at: usize) -> impl Iterator<Item = (usize, bool)> {
        (at..self.rows.len()).step_by(self.width).map(|cell| (cell, self.gaps[cell]))
    }

    fn present(&self, at: usize) -> Vec<f64> {
        self.column(at).filter(|(_, gap)| !gap).map(|(cell, _)| self.rows[cell]).collect()
    }

    fn count_gaps(&self, at: usize) -> usize {
        self.column(at).filter(|(_, gap)| *gap).count()
    }

    fn row(&self, cell: usize) -> &[f64] {
        let first = cell - cell % self.width;
        &self.rows[first..first + self.width]
    }
}

impl Regression {
    fn fit(self, rows: &[f64], width: usize, targets: &[f64]) -> Result<Linear, Unsolved> {
        let products = || Products::new(rows, width, targets, true);
        match self {
            Regression::BayesianRidge(rule) => {
                let recipe = BayesianRidge {
                    max_iterations: rule.rounds,
                    tolerance: rule.tolerance,
                    alpha: rule.alpha,
                    lambda: rule.lambda,
                    alpha_start: rule.alpha_start,
                    lambda_start: rule.lambda_start.unwrap_or(1.0),
                    intercept: rule.intercept,
                };
                recipe.fit(rows, width, targets).map(|fit| fit.linear)
            }
            Regression::Ridge(alpha) => ridge(&products()?, alpha),
            Regression::Linear => least_squares(&products()?),
        }
    }
}

/// Runs the rounds. `frozen` columns had no value and stay as they are.
pub(super) fn learn(
    recipe: &ImputeIterative,
    gathered: &NumberRows,
) -> Result<IterativeImputerState, Error> {
    const STAGE: &str = IterativeImputer::KIND;
    let valued = gathered.valued(STAGE, recipe.all_missing)?;
    let keeps = |at: &usize| valued[*at] || recipe.all_missing == AllMissing::Zero;
    let kept: Vec<usize> = (0..gathered.width()).filter(keeps).collect();
    let columns: Arc<[Arc<str>]> = kept.iter().map(|at| gathered.columns[*at].clone()).collect();
    let dropped = (0..gathered.width()).filter(|at| !keeps(at));
    let dropped = dropped.map(|at| gathered.columns[at].clone()).collect();
    let frozen: Vec<bool> = kept.iter().map(|at| !valued[*at]).collect();
    let all = gathered.rows.chunks_exact(gathered.width().max(1));
    let rows: Vec<f64> = all.flat_map(|row| kept.iter().map(|at| row[*at])).collect();
    let gaps = rows.iter().map(|x| x.is_nan()).collect();
    let mut filling = Filling { width: columns.len(), rows, gaps };
    let start: Vec<f64> = (0..columns.len()).map(|at| recipe.first(&filling.present(at))).collect();
    let mut state = IterativeImputerState {
        columns,
        start,
        dropped,
        marked: gathered.marked(recipe.indicator),
        rounds: 0,
        steps: Vec::new(),
        intercepts: Vec::new(),
        coefficients: Vec::new(),
    };
    for (at, fill) in state.start.iter().enumerate() {
        let cells: Vec<usize> =
            filling.column(at).filter(|(_, gap)| *gap).map(|(c, _)| c).collect();
        for cell in cells {
            filling.rows[cell] = *fill;
            // A column without a value has no gap to predict either.
            filling.gaps[cell] = !frozen[at];
        }
    }
    recipe.run(&mut filling, &mut state)?;
    Ok(state)
}

impl ImputeIterative {
    /// The first fill of a column.
    fn first(&self, present: &[f64]) -> f64 {
        let learned = match self.start {
            Start::Mean => exact::mean(present),
            Start::Median => exact::median(present),
            Start::MostFrequent => exact::most_frequent(present),
            Start::Constant(value) => Some(value),
        };
        learned.unwrap_or(0.0)
    }

    fn run(&self, filling: &mut Filling, state: &mut IterativeImputerState) -> Result<(), Error> {
        let width = filling.width;
        if width < 2 {
            return Ok(());
        }
        let known = filling.rows.iter().zip(&filling.gaps).filter(|(_, gap)| !**gap);
        let largest = known.map(|(x, _)| x.abs()).fold(0.0, exact::max);
        let limits: Vec<_> = state.columns.iter().map(|name| self.limits_for(name)).collect();
        let mut others = Vec::with_capacity(width);
        for round in 1..=self.rounds {
            let before = filling.rows.clone();
            for at in self.order_of(filling, round) {
                let (mut rows, mut targets) = (Vec::new(), Vec::new());
                for (cell, _) in filling.column(at).filter(|(_, gap)| !gap) {
                    without(filling.row(cell), at, &mut others);
                    rows.extend_from_slice(&others);
                    targets.push(filling.rows[cell]);
                }
                let linear = self.regression.fit(&rows, width - 1, &targets).map_err(|error| {
                    bad_column(IterativeImputer::KIND, &state.columns[at], error.to_string())
                })?;
                let gaps: Vec<usize> =
                    filling.column(at).filter(|(_, gap)| *gap).map(|(cell, _)| cell).collect();
                for cell in gaps {
                    without(filling.row(cell), at, &mut others);
                    let found = exact::affine(&others, &linear.coefficients, linear.intercept);
                    filling.rows[cell] = within(found, limits[at]);
                }
                state.steps.push(at as u64);
                state.intercepts.push(linear.intercept);
                state.coefficients.extend(linear.coefficients);
            }
            state.rounds = round;
            let rows = filling.rows.chunks_exact(width).zip(before.chunks_exact(width));
            let change = rows.map(|(a, b)| exact::absolute_distance(a, b)).fold(0.0, exact::max);
            if change < self.tolerance * largest {
                break;
            }
        }
        Ok(())
    }

    /// The columns in the order in which a round takes them.
    fn order_of(&self, filling: &Filling, round: u64) -> Vec<usize> {
        let gaps: Vec<usize> = (0..filling.width).map(|at| filling.count_gaps(at)).collect();
        let mut order: Vec<usize> = (0..filling.width).collect();
        match self.order {
            // Stable: of equally many gaps, from left to right; descending is this backwards.
            Order::Ascending | Order::Descending => order.sort_by_key(|at| gaps[*at]),
            Order::Roman | Order::Arabic | Order::Random(_) => {}
        }
        if matches!(self.order, Order::Descending | Order::Arabic) {
            order.reverse();
        }
        if self.skip_complete {
            order.retain(|at| gaps[*at] > 0);
        }
        if let Order::Random(seed) = self.order {
            Random::new(seed, 0, round).shuffle(&mut order);
        }
        order
    }
}
