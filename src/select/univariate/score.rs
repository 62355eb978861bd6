//! Scores of one column against the target.

use crate::data::Labels;
use crate::error::Error;
use crate::exact::{self, About, ExactComoments, ExactMoments, ExactSum, Member};
use crate::pipeline::Target;
use crate::pipeline::per_column::bad_column;
use crate::select::verdict::refuse;
use crate::solve::mutual_information::{between_classes, of_numbers, with_classes};
use crate::solve::special::{chi2_sf, f_sf};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a column says about the target, as one number: more is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum UnivariateTest {
    /// F of an analysis of variance, for classes: [`exact::anova_f`].
    Anova,
    /// F of a straight line, for numbers: [`exact::correlation_f`].
    Regression {
        /// Whether the means are taken off first.
        center: bool,
        /// Whether a column or target that does not vary has F 0 and p 1, and a perfect line the largest
        /// finite F.
        force_finite: bool,
    },
    /// The correlation, for numbers: [`exact::correlation`]. Has no probability.
    Correlation {
        /// Whether the means are taken off first.
        center: bool,
        /// Whether a column or target that does not vary has correlation 0.
        force_finite: bool,
    },
    /// χ² of counts, for classes and columns that are not negative: [`exact::chi_square`].
    ChiSquare,
    /// How much knowing the column tells of the target, in nats; for classes and numbers. Has no
    /// probability.
    MutualInformation {
        /// How many neighbours of a value are looked at.
        neighbors: u64,
        /// Which columns are classes rather than numbers.
        discrete: Discrete,
    },
}

/// Which columns hold classes, written as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Discrete {
    /// No column.
    #[default]
    None,
    /// Every column.
    All,
    /// Those of these names.
    Named(Vec<String>),
}

impl UnivariateTest {
    /// F of an analysis of variance, for classes.
    #[doc(alias = "f_classif")]
    #[must_use]
    pub fn anova() -> UnivariateTest {
        UnivariateTest::Anova
    }

    /// F of a straight line about the means, for numbers; always finite.
    #[doc(alias = "f_regression")]
    #[must_use]
    pub fn regression() -> UnivariateTest {
        UnivariateTest::Regression { center: true, force_finite: true }
    }

    /// The correlation about the means, for numbers; always finite.
    #[doc(alias = "r_regression")]
    #[must_use]
    pub fn correlation() -> UnivariateTest {
        UnivariateTest::Correlation { center: true, force_finite: true }
    }

    /// χ² of counts, for classes.
    #[doc(alias = "chi2")]
    #[must_use]
    pub fn chi_square() -> UnivariateTest {
        UnivariateTest::ChiSquare
    }

    /// Mutual information by three neighbours, of columns of numbers.
    ///
    /// It adds no noise to tell equal values apart, as scikit-learn does: all that lie at one distance are
    /// counted.
    #[doc(alias = "mutual_info_classif")]
    #[doc(alias = "mutual_info_regression")]
    #[must_use]
    pub fn mutual_information() -> UnivariateTest {
        UnivariateTest::MutualInformation { neighbors: 3, discrete: Discrete::None }
    }

    pub(super) fn measure(&self) -> &'static str {
        match self {
            UnivariateTest::Anova | UnivariateTest::Regression { .. } => "F",
            UnivariateTest::Correlation { .. } => "correlation",
            UnivariateTest::ChiSquare => "χ²",
            UnivariateTest::MutualInformation { .. } => "mutual information",
        }
    }

    /// Scores and probabilities; the latter are none where the test has none.
    pub(in crate::select) fn of(
        &self,
        stage: &str,
        columns: &[Arc<str>],
        values: &[&[f64]],
        y: Target<'_>,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        match self {
            UnivariateTest::Anova => {
                let classes = Classes::of(y.labels(stage)?);
                Ok(values.iter().map(|x| classes.anova(x)).unzip())
            }
            UnivariateTest::ChiSquare => {
                let y = y.labels(stage)?;
                for (name, x) in columns.iter().zip(values) {
                    if let Some(row) = x.iter().position(|&x| x < 0.0) {
                        return Err(bad_column(stage, name, format!("row {row} is {}", x[row])));
                    }
                }
                Ok(values.iter().map(|x| chi_square(x, y)).unzip())
            }
            UnivariateTest::Regression { center, force_finite } => {
                let y = y.vector(stage)?.values();
                let pairs = pairs_with(y);
                let line = |x: &&[f64]| line(x.len(), &pairs(x), *center, *force_finite);
                Ok(values.iter().map(line).unzip())
            }
            UnivariateTest::Correlation { center, force_finite } => {
                let y = y.vector(stage)?.values();
                let worst = if *force_finite { 0.0 } else { exact::NAN };
                let pairs = pairs_with(y);
                let r = |x: &&[f64]| exact::correlation(&pairs(x), about(*center));
                let scores = values.iter().map(|x| r(x).unwrap_or(worst)).collect();
                Ok((scores, Vec::new()))
            }
            UnivariateTest::MutualInformation { neighbors, discrete } => {
                if *neighbors == 0 {
                    return Err(refuse(stage, "neighbors", "1 or more", neighbors));
                }
                let neighbors = usize::try_from(*neighbors).unwrap_or(usize::MAX);
                let scores = columns.iter().zip(values).map(|(name, x)| {
                    let discrete = match discrete {
                        Discrete::None => false,
                        Discrete::All => true,
                        Discrete::Named(names) => names.iter().any(|other| **other == **name),
                    };
                    information(stage, x, discrete, y, neighbors)
                });
                Ok((scores.collect::<Result<_, Error>>()?, Vec::new()))
            }
        }
    }
}

fn about(center: bool) -> About {
    if center { About::Mean } else { About::Zero }
}

/// The moments of each column beside the target, whose own are taken once.
fn pairs_with(y: &[f64]) -> impl Fn(&[f64]) -> ExactComoments {
    let y = Member::new(y);
    move |x| ExactComoments::of_members(&Member::new(x), &y)
}

/// The rows of each class.
struct Classes(Vec<Vec<usize>>);

impl Classes {
    fn of(y: &Labels) -> Self {
        let mut rows = vec![Vec::new(); y.classes().len()];
        for (row, &code) in y.codes().iter().enumerate() {
            if let Some(rows) = rows.get_mut(code as usize) {
                rows.push(row);
            }
        }
        Self(rows)
    }

    fn anova(&self, x: &[f64]) -> (f64, f64) {
        let mut values = Vec::new();
        let group = |rows: &Vec<usize>| {
            values.clear();
            values.extend(rows.iter().filter_map(|&row| x.get(row)));
            ExactMoments::of(&values)
        };
        let groups: Vec<ExactMoments> = self.0.iter().map(group).collect();
        let filled = groups.iter().filter(|group| group.count() > 0).count() as f64;
        match exact::anova_f(&groups) {
            Some(f) => (f, f_sf(f, filled - 1.0, x.len() as f64 - filled)),
            None => (exact::NAN, exact::NAN),
        }
    }
}

fn chi_square(x: &[f64], y: &Labels) -> (f64, f64) {
    let mut sums = vec![(ExactSum::new(), 0); y.classes().len()];
    for (&x, &code) in x.iter().zip(y.codes()) {
        if let Some((sum, count)) = sums.get_mut(code as usize) {
            sum.add(x);
            *count += 1;
        }
    }
    let filled = sums.iter().filter(|sum| sum.1 > 0).count() as f64;
    let score = exact::chi_square(&sums);
    (score, if score.is_nan() { score } else { chi2_sf(score, filled - 1.0) })
}

fn line(rows: usize, pairs: &ExactComoments, center: bool, force_finite: bool) -> (f64, f64) {
    let freedom = rows as f64 - if center { 2.0 } else { 1.0 };
    let f = exact::correlation_f(pairs, about(center)).unwrap_or(exact::NAN);
    match (force_finite, f) {
        (true, f) if f.is_nan() => (0.0, 1.0),
        (true, f) if f.is_infinite() => (f64::MAX, 0.0),
        (false, f) if f.is_nan() => (f, f),
        _ => (f, f_sf(f, 1.0, freedom)),
    }
}

/// Numbers over their standard deviation, or as they are when they do not vary.
fn scaled(values: &[f64]) -> Vec<f64> {
    let deviation = exact::standard_deviation(values, 0).unwrap_or(0.0);
    if deviation > 0.0 && deviation.is_finite() {
        values.iter().map(|x| x / deviation).collect()
    } else {
        values.to_vec()
    }
}

/// Classes of numbers: equal numbers are one class.
fn classes(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| (x + 0.0).to_bits()).collect()
}

fn information(
    stage: &str,
    x: &[f64],
    discrete: bool,
    y: Target<'_>,
    neighbors: usize,
) -> Result<f64, Error> {
    Ok(match y {
        Target::Labels(y) => {
            let y: Vec<u64> = y.codes().iter().map(|&code| u64::from(code)).collect();
            match discrete {
                true => between_classes(&classes(x), &y),
                false => with_classes(&scaled(x), &y, neighbors),
            }
        }
        _ => {
            let y = scaled(y.vector(stage)?.values());
            match discrete {
                true => with_classes(&y, &classes(x), neighbors),
                false => of_numbers(&scaled(x), &y, neighbors),
            }
        }
    })
}
