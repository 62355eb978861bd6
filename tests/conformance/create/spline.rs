//! Splines.

use super::{Json, Made, Parameters, Refusal, exact, expect_count, fit, flag, unsupported, whole};
use crate::conformance::Outcome;
use crate::conformance::transform::Applied;
use std::cell::Cell;
use std::rc::Rc;
use steadfast::data::{Column, Sparse, Table};
use steadfast::error::Error;
use steadfast::feature::{Extrapolation, Spline};

pub(super) fn spline(
    parameters: &Parameters,
    [train, test]: &[Table; 2],
    outcome: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let recipe = Spline::new()
        .degree(whole(init.get("degree"), "degree")?)
        .bias(flag(init, "include_bias"))
        .missing_as_zeros(init.get("handle_missing").text() == Some("zeros"))
        .extrapolation(match init.get("extrapolation").text() {
            Some("error") => Extrapolation::Error,
            Some("constant") => Extrapolation::Constant,
            Some("linear") => Extrapolation::Linear,
            Some("continue") => Extrapolation::Continue,
            Some("periodic") => Extrapolation::Periodic,
            _ => return Err(unsupported("extrapolation", init.get("extrapolation"))),
        });
    let count = || whole(init.get("n_knots"), "n_knots");
    let recipe = match init.get("knots") {
        Json::Text(text) if text == "uniform" => recipe.uniform(count()?),
        Json::Text(text) if text == "quantile" => recipe.quantiles(count()?),
        // One row a knot, one number a column.
        Json::List(rows) => {
            let column = |at: usize| {
                rows.iter().filter_map(|row| row.list()?.get(at)?.number()).collect::<Vec<_>>()
            };
            let names = train.names().enumerate();
            recipe.given(names.map(|(at, name)| (name.to_string(), column(at))))
        }
        other => return Err(unsupported("knots", other)),
    };
    let (fitted, apply) = fit(recipe, None, train)?;
    let made = apply(train).map_err(|error| error.to_string())?.width();
    expect_count(outcome, "splines", made, parameters.fitted.get("n_features_out_"));
    let degree = whole(init.get("degree"), "degree")?;
    let linear = init.get("extrapolation").text() == Some("linear");
    let constant = init.get("extrapolation").text() == Some("constant");
    if degree > 1 || !(linear || constant && degree == 0) {
        let apply = if flag(init, "sparse_output") { sparse(apply) } else { apply };
        return Ok(Made::new(apply, exact));
    }
    let peer = Peer {
        columns: fitted.columns().iter().map(|name| name.to_string()).collect(),
        knots: fitted.knots().map(<[f64]>::to_vec).collect(),
        degree: degree as usize,
        linear,
        train: train.take(&[0]),
    };
    let apply: Rc<Applied> = Rc::new(apply);
    let other = Rc::new(Cell::new(0));
    let counted = Rc::clone(&other);
    let made: Applied = Box::new(move |x| {
        let (out, cells) = peer.outside(x, &apply)?;
        counted.set(counted.get() + cells);
        Ok(out)
    });
    for rows in [train, test] {
        made(rows).map_err(|error| error.to_string())?;
    }
    if other.get() > 0 {
        outcome.difference(format!(
            "{} cells outside the knots are compared with the peer's own arithmetic: it says splines \
             of degree 0 stay as at the ends, and gives 0; and in linear extrapolation of degree 0 or \
             1 it takes the ends of every column after the first from knots further in",
            other.get()
        ));
    }
    let made = if flag(init, "sparse_output") { sparse(made) } else { made };
    Ok(Made::new(made, exact))
}

/// The peer outside the knots, where it does other than it says: splines of degree 0 and 1.
///
/// For linear extrapolation it raises its degree by 1 once a column, up to 2, and reads the ends off the
/// knots by that: the ends of the second column are the second knots, and the splines that go on beyond
/// them are the first and the last two, whichever are not 0 there.
struct Peer {
    columns: Vec<String>,
    knots: Vec<Vec<f64>>,
    degree: usize,
    linear: bool,
    train: Table,
}

impl Peer {
    /// All splines of a column at a point inside.
    fn inside(&self, apply: &Applied, column: &str, x: f64) -> Result<Vec<f64>, Error> {
        let mut row = self.train.clone();
        row.replace(column, Column::Real(vec![x]))?;
        let out = apply(&row)?;
        let made = out.columns().filter(|(name, _)| name.starts_with(&format!("{column}_sp_")));
        Ok(made.filter_map(|(_, cells)| cells.reals()?.first().copied()).collect())
    }

    /// What the peer gives for a table, and how many cells of it this crate gives otherwise.
    fn outside(&self, x: &Table, apply: &Applied) -> Result<(Table, usize), Error> {
        let mut out = apply(x)?;
        let mut other = 0;
        for (at, (column, knots)) in self.columns.iter().zip(&self.knots).enumerate() {
            let before = (self.degree + at).min(2);
            let shift = if self.linear { before - self.degree } else { 0 };
            let goes_on = if before <= 1 { before + 1 } else { before };
            let (first, last) = (shift, knots.len() - 1 - shift);
            let (at_low, at_high) = (
                self.inside(apply, column, knots[first])?,
                self.inside(apply, column, knots[last])?,
            );
            let splines = knots.len() - 1 + self.degree;
            let values = x.column(column)?.reals().unwrap_or_default().into_owned();
            for (spline, &low) in at_low.iter().enumerate() {
                let high = at_high.get(spline).copied().unwrap_or(f64::NAN);
                // The slope of a hat between two knots, up to the right one and down from the left.
                let slope = |left: usize| match (self.degree, spline) {
                    (1, s) if s == left => -(1.0 / (knots[left + 1] - knots[left])),
                    (1, s) if s == left + 1 => 1.0 / (knots[left + 1] - knots[left]),
                    _ => 0.0,
                };
                let below = |x: f64| match self.linear && spline < goes_on {
                    true => low + (x - knots[first]) * slope(first),
                    false => 0.0,
                };
                let above = |x: f64| match self.linear && spline + goes_on >= splines {
                    true => {
                        high + (x - knots[last]) * slope(if shift == 0 { last - 1 } else { last })
                    }
                    false => 0.0,
                };
                let name = format!("{column}_sp_{spline}");
                let mut cells = out.column(&name)?.reals().unwrap_or_default().into_owned();
                for (cell, &x) in cells.iter_mut().zip(&values) {
                    let peer = if x < knots[first] {
                        below(x)
                    } else if x > knots[last] {
                        above(x)
                    } else {
                        *cell
                    };
                    other += usize::from(peer != *cell && !x.is_nan());
                    *cell = peer;
                }
                out.replace(&name, Column::Real(cells))?;
            }
        }
        Ok((out, other))
    }
}

/// The same numbers as rows of one sparse column.
fn sparse(apply: Applied) -> Applied {
    Box::new(move |x| {
        let out = apply(x)?;
        let columns: Vec<_> = out.columns().filter_map(|(_, column)| column.reals()).collect();
        let mut rows = Sparse::new(out.names().cloned())?;
        for row in 0..out.rows() {
            rows.push(columns.iter().map(|column| column[row]).enumerate())?;
        }
        Table::new().with("splines", Column::Sparse(rows))
    })
}
