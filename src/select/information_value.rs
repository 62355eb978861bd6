//! Columns that tell two classes apart, bin by bin.

use super::psi::{Bins, edges};
use super::verdict::{check_target, judges, refuse};
use super::{Judge, Verdicts};
use crate::data::{Column, Labels, Table, Types};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::Target;
use crate::pipeline::per_column::{bad_column, columns_for};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Drops columns whose information value for two classes is below a threshold.
///
/// Takes and gives a [`Table`]; numeric and text columns are judged, others pass through. A dropped column
/// need not be there when the fitted stage is applied.
///
/// # Formula
/// `Σ (p − q)·ln(p / q)` over bins of numbers, or levels, with `p` the share of the second class's rows that is in
/// the bin and `q` that of the first class's.
///
/// # Learned state
/// The information value of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order: rows are counted, and one exact sum is
/// rounded.
///
/// # Errors
/// Fitting fails when no column is numeric or text, a value is missing or infinite, the target has not two
/// classes, a bin has rows of one class only and no [`floor`](Self::floor) stands for the other, or a
/// parameter is outside its range.
///
/// # Source
/// `SelectByInformationValue` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// use steadfast::select::SelectByInformationValue;
/// let x = Table::new()
///     .with("a", Column::text(["x", "x", "y", "x", "y", "y"]))?
///     .with("b", Column::text(["x", "y", "x", "x", "y", "x"]))?;
/// let y = Labels::from_texts(["n", "n", "n", "p", "p", "p"]);
/// let fitted = SelectByInformationValue::new(0.2).fit(&x, &y)?;
/// assert_eq!(fitted.dropped(), ["b".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectByInformationValue {
    threshold: f64,
    bins: u64,
    strategy: Bins,
    floor: Option<f64>,
}

impl SelectByInformationValue {
    /// Keeps columns whose information value is at least `threshold`, numbers in five bins of one width.
    #[must_use]
    pub fn new(threshold: f64) -> SelectByInformationValue {
        SelectByInformationValue { threshold, bins: 5, strategy: Bins::Width, floor: None }
    }

    /// How many bins numbers are cut into, 1 or more.
    #[must_use]
    pub fn bins(mut self, bins: u64) -> SelectByInformationValue {
        self.bins = bins;
        self
    }

    /// How numbers are cut; by default into bins of one width.
    #[must_use]
    pub fn strategy(mut self, strategy: Bins) -> SelectByInformationValue {
        self.strategy = strategy;
        self
    }

    /// The share that stands for none, above 0; by default a bin without rows of either class makes fitting
    /// fail.
    #[must_use]
    pub fn floor(mut self, floor: f64) -> SelectByInformationValue {
        self.floor = Some(floor);
        self
    }

    fn value(&self, name: &str, bins: &BTreeMap<Bin, [u64; 2]>) -> Result<f64, Error> {
        let all = bins.values().fold([0, 0], |all, bin| [all[0] + bin[0], all[1] + bin[1]]);
        let mut terms = Vec::new();
        for bin in bins.values() {
            let share = |class: usize| match bin[class] {
                0 => self.floor,
                count => Some(count as f64 / all[class] as f64),
            };
            let (Some(q), Some(p)) = (share(0), share(1)) else {
                let problem = "a bin has rows of one class only".to_owned();
                return Err(bad_column(Self::KIND, name, problem));
            };
            terms.push((p - q) * exact::ln(p / q));
        }
        Ok(exact::exact_sum(&terms))
    }
}

/// Where a row falls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bin {
    /// Above so many edges.
    Above(usize),
    /// A level of text.
    Level(Arc<str>),
}

/// Numeric and text columns.
pub(super) const BINNED: Types = Types::NUMERIC.or(Types::TEXT);

/// How a column is cut, learned from some of its rows.
pub(super) enum Cutter {
    Edges(Vec<f64>),
    Levels,
}

impl Cutter {
    pub(super) fn learn(column: &Column, rows: &[usize], bins: u64, strategy: Bins) -> Cutter {
        match column.reals() {
            Some(values) => {
                let of_rows: Vec<f64> =
                    rows.iter().filter_map(|&at| values.get(at)).copied().collect();
                Cutter::Edges(edges(&of_rows, bins, strategy))
            }
            None => Cutter::Levels,
        }
    }

    /// The bin of each row.
    pub(super) fn cut(&self, column: &Column) -> Vec<Bin> {
        match (self, column, column.reals()) {
            (Cutter::Edges(edges), _, Some(values)) => {
                values.iter().map(|x| Bin::Above(edges.partition_point(|edge| edge < x))).collect()
            }
            (_, Column::Text(text), _) => {
                text.iter().map(|cell| Bin::Level(Arc::from(cell.unwrap_or_default()))).collect()
            }
            _ => vec![Bin::Above(0); column.len()],
        }
    }
}

/// Refuses a column with a value that is missing or infinite.
pub(super) fn whole(stage: &str, name: &str, column: &Column) -> Result<(), Error> {
    super::constant::refuse_missing(stage, name, column)?;
    let values = column.reals().unwrap_or_default();
    match values.iter().position(|x| !x.is_finite()) {
        Some(row) => Err(bad_column(stage, name, format!("row {row} is {}", values[row]))),
        None => Ok(()),
    }
}

judges!(SelectByInformationValue, BINNED, Labels);

impl Judge for SelectByInformationValue {
    const KIND: &'static str = "select.information_value";

    fn measure(&self) -> String {
        "information value".to_owned()
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        if self.bins == 0 {
            return Err(refuse(stage, "bins", "1 or more", self.bins));
        }
        if self.threshold.is_nan() {
            return Err(refuse(stage, "threshold", "a number", self.threshold));
        }
        if let Some(floor) = self.floor.filter(|floor| !(*floor > 0.0 && *floor <= 1.0)) {
            return Err(refuse(stage, "floor", "above 0 and at most 1", floor));
        }
        check_target(stage, x.rows(), y)?;
        let y = y.labels(stage)?;
        if y.classes().len() != 2 {
            let (expected, found) = ("two classes".to_owned(), y.classes().len().to_string());
            return Err(FitError::Target { stage: stage.to_owned(), expected, found }.into());
        }
        let columns = columns_for(stage, x, BINNED)?;
        let rows: Vec<usize> = (0..x.rows()).collect();
        let mut values = Vec::new();
        for name in columns.iter() {
            let column = x.column(name)?;
            whole(stage, name, column)?;
            let cutter = Cutter::learn(column, &rows, self.bins, self.strategy);
            let mut bins: BTreeMap<Bin, [u64; 2]> = BTreeMap::new();
            for (bin, &code) in cutter.cut(column).into_iter().zip(y.codes()) {
                if let Some(count) = bins.entry(bin).or_default().get_mut(code as usize) {
                    *count += 1;
                }
            }
            values.push(self.value(name, &bins)?);
        }
        let kept: Vec<bool> = values.iter().map(|&value| value >= self.threshold).collect();
        let verdicts = Verdicts::new(columns, values).with_threshold(self.threshold);
        Ok(verdicts.keep(|at| kept[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Fit;

    /// Levels with 2 of 3 and 1 of 3 rows: 2·(1/3)·ln 2; numbers in two bins with the same counts.
    #[test]
    fn by_hand() -> Result<(), Error> {
        let x = Table::new()
            .with("a", Column::text(["x", "x", "y", "x", "y", "y"]))?
            .with("b", Column::Real(vec![0.0, 1.0, 4.0, 1.5, 5.0, 6.0]))?;
        let y = Labels::from_texts(["n", "n", "n", "p", "p", "p"]);
        let recipe = SelectByInformationValue::new(0.5);
        let fitted = recipe.clone().bins(2).fit(&x, &y)?;
        let expected = 2.0 / 3.0 * exact::ln(2.0);
        for score in fitted.scores() {
            assert!((score - expected).abs() < 1e-15, "{score}");
        }
        assert_eq!(fitted.dropped().len(), 2);
        // In three bins, the middle one has no row, and the last rows of both.
        assert!(
            recipe.clone().bins(6).fit(&x, &y).unwrap_err().to_string().contains("one class only")
        );
        assert!(recipe.bins(6).floor(0.01).fit(&x, &y).is_ok());
        Ok(())
    }
}
