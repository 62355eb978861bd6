//! One fit: a candidate learns the training rows of a fold and is judged on the rows held back.

use super::figure::Figure;
use super::pool;
use crate::data::{DataKind, DataRef, Table};
use crate::error::{Error, FitError, SearchError};
use crate::evaluate::Split;
use crate::exact;
use crate::pipeline::{Apply, Fit, Learn, RowFilter};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// What one fit came to: its figures or its error, and how long it took.
pub(super) type Judged = (Result<Figures, String>, Duration);

/// The figures on the held-out rows, and on the training rows where they are asked for.
pub(super) struct Figures {
    pub(super) test: Vec<f64>,
    pub(super) train: Vec<f64>,
}

/// How a candidate is judged.
pub(super) struct How<'a> {
    pub(super) figures: &'a [Figure],
    pub(super) filters: &'a [Arc<dyn RowFilter>],
    pub(super) train_scores: bool,
}

impl How<'_> {
    /// Fits a recipe to the training rows of a split and judges it on the test rows.
    pub(super) fn judge<R, Y>(&self, recipe: &R, x: &R::Input, y: &Y, split: &Split) -> Judged
    where
        Y: Learn,
        R: Fit<Y>,
    {
        let mut took = Duration::ZERO;
        let judge = || {
            // Rounding mode and flush-to-zero are states of a thread.
            exact::check_environment()?;
            let train = kept(self.filters, x, Some(&split.train))?;
            let train = train.as_ref().unwrap_or(&split.train);
            let fitted = fitted(recipe, x, y, train, &mut took)?;
            let (found, truth) = (answers(&fitted, x, &split.test)?, y.take_rows(&split.test));
            let of = |(at, figure): (usize, &Figure)| match at {
                0 => figure.ranking(&found, truth.target()),
                _ => Ok(figure.of(&found, truth.target()).unwrap_or(exact::NAN)),
            };
            let test = self.figures.iter().enumerate().map(of).collect::<Result<_, Error>>()?;
            let mut figures = Figures { test, train: Vec::new() };
            if self.train_scores {
                let (found, truth) = (answers(&fitted, x, train)?, y.take_rows(train));
                let of = |figure: &Figure| figure.of(&found, truth.target()).unwrap_or(exact::NAN);
                figures.train = self.figures.iter().map(of).collect();
            }
            Ok::<_, Error>(figures)
        };
        (contained(judge).map_err(|error| error.to_string()), took)
    }
}

/// What a fit gives, its panic an error: stages contain the panics of trainers, one of the user's own may
/// have none to contain it. What it leaves half-changed is dropped.
pub(super) fn contained<T>(fit: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(fit)).unwrap_or_else(|payload| {
        let (stage, trainer) = ("search".to_owned(), "a stage".to_owned());
        let message = words(&*payload).to_owned();
        Err(FitError::Panicked { stage, trainer, message }.into())
    })
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// Fits to some rows; errors count rows as the whole table does.
pub(super) fn fitted<R, Y>(
    recipe: &R,
    x: &R::Input,
    y: &Y,
    rows: &[usize],
    took: &mut Duration,
) -> Result<R::Fitted, Error>
where
    Y: Learn,
    R: Fit<Y>,
{
    let (x, y) = (x.take_rows(rows), y.take_rows(rows));
    let start = pool::now();
    let fitted = recipe.fit(&x, &y);
    *took = start.map_or(Duration::ZERO, |start| start.elapsed());
    fitted.map_err(|error| in_whole(error, rows))
}

/// The answers to some rows of a table.
pub(super) fn answers<P: Apply>(
    fitted: &P,
    x: &P::Input,
    rows: &[usize],
) -> Result<P::Output, Error> {
    fitted.apply(&x.take_rows(rows)).map_err(|error| in_whole(error, rows))
}

/// What filters can judge.
pub(super) fn table<D: DataKind>(x: &D) -> Result<&Table, Error> {
    match x.lend() {
        DataRef::Table(table) => Ok(table),
        other => {
            let problem = format!("filters judge the rows of a table, not of {}", other.kind());
            Err(SearchError::Space { problem }.into())
        }
    }
}

/// The rows that the filters leave of those to learn from, or of all; nothing without filters.
pub(super) fn kept<D: DataKind>(
    filters: &[Arc<dyn RowFilter>],
    x: &D,
    rows: Option<&[usize]>,
) -> Result<Option<Vec<usize>>, Error> {
    if filters.is_empty() {
        return Ok(None);
    }
    let table = table(x)?;
    let mut rows = rows.map_or_else(|| (0..table.rows()).collect(), <[usize]>::to_vec);
    for filter in filters {
        let kept = filter.keep(&table.take(&rows)).map_err(|error| in_whole(error, &rows))?;
        rows = kept.iter().filter_map(|at| rows.get(*at).copied()).collect();
    }
    Ok(Some(rows))
}

fn in_whole(error: Error, rows: &[usize]) -> Error {
    match error.row().and_then(|row| rows.get(row)) {
        Some(&row) => error.with_row(row),
        None => error,
    }
}
