//! A classifier for two classes that becomes one for many: each class against each.

use super::one_vs_rest::share;
use super::seen::{SeenClasses, second};
use super::{Ensemble, Lesson, Rule, draw_on, spread};
use crate::data::{Classes, Data, DataKind, DataRef, Kind, Labels, Types};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Fit, Outline, Pipeline, Target};

/// A classifier that learns each class against each other; made by [`one_vs_one`].
#[doc(alias = "OneVsOneClassifier")]
#[derive(Debug, Clone, PartialEq)]
pub struct OneVsOne<S> {
    threads: usize,
    stage: S,
}

/// Fits `stage`, a classifier for two classes, once for each pair of classes, to the rows of the two.
///
/// Of k classes there are k (k − 1) / 2 members, each for fewer rows: for classifiers whose fit takes more than
/// proportional time.
///
/// # Formula
/// In each pair i < j one class gets a vote: j where its probability p > ½, else i. The confidence c = 2p − 1 is added
/// to s of j and taken from s of i. The value of a class is d = votes + s / (3 (|s| + 1)), so that confidence decides
/// between equal votes only, and its share is (d + ⅓) / Σ (d + ⅓): no probability, but in the order of the votes.
/// Of two classes it is the probability of their one member. A [threshold](crate::model::Threshold) inside plays no
/// part.
///
/// # Learned state
/// The list of classes, which of them had rows, and a fitted member for each pair of those: the first with each
/// after it, then the second. A class without rows keeps its place, with share 0.
///
/// # Determinism
/// Replay exact: sums run over the pairs in their order. Refit as that of `stage`.
///
/// # Errors
/// Fitting fails with rows of fewer than two classes, and as `stage` does for a pair, which is named. Applying fails
/// when a member answers with other classes than the two it learned.
///
/// # Source
/// `OneVsOneClassifier` of scikit-learn 1.9, whose `decision_function` is d. It takes c from the decision function of
/// a classifier that has one, and p itself of others; here it is 2p − 1 of all. It gives no probabilities.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [4.0], [5.0], [9.0], [9.5]])?;
/// let y = Labels::from_texts(["p", "p", "q", "q", "r", "r"]);
/// let fitted = one_vs_one(GaussianNaiveBayes::new()).fit(&x, &y)?;
/// assert_eq!(fitted.apply(&x)?.label(2), Some("q"));
/// # Ok::<(), Error>(())
/// ```
pub fn one_vs_one<S: Pipeline<Output = Classes>>(stage: S) -> OneVsOne<S> {
    OneVsOne { threads: 1, stage }
}

impl<S> OneVsOne<S> {
    /// On how many threads members are fitted; by default 1. It changes no bit and is not stored.
    #[doc(alias = "n_jobs")]
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
}

/// Each class against each: the rule of [`OneVsOne`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneVsOneRule(SeenClasses);

impl OneVsOneRule {
    /// The places of each pair of classes.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let count = self.0.present();
        (0..count).flat_map(move |i| (i + 1..count).map(move |j| (i, j)))
    }

    fn lesson(&self, (i, j): (usize, usize), y: &Labels) -> Lesson {
        let (first, second) = (self.0.code(i), self.0.code(j));
        let own = |code: u32| code == first || code == second;
        let places = y.codes().iter().enumerate();
        let rows: Vec<usize> = places.filter(|(_, code)| own(**code)).map(|(row, _)| row).collect();
        let codes = y.codes().iter().filter(|code| own(**code));
        let codes = codes.map(|&code| u32::from(code == second)).collect();
        let classes = [self.0.name(i).into(), self.0.name(j).into()];
        let labels = Some(Labels::from_codes(classes.into(), codes));
        let name = format!("classes `{}` and `{}`", self.0.name(i), self.0.name(j));
        Lesson { rows: Some(rows), labels, name }
    }
}

impl Rule for OneVsOneRule {
    const KIND: &'static str = "one_vs_one";
    type Params = ();
    type State = SeenClasses;

    fn params(&self) -> &() {
        &()
    }

    fn state(&self) -> &SeenClasses {
        &self.0
    }

    fn restore((): (), seen: SeenClasses, count: usize, output: Kind) -> Result<Self, String> {
        seen.check()?;
        let present = seen.present();
        if count != present * (present - 1) / 2 {
            return Err(format!("{count} members for {present} classes with rows"));
        }
        match output {
            Kind::Classes => Ok(OneVsOneRule(seen)),
            other => Err(format!("its members yield {other}")),
        }
    }

    fn teach<T: Send>(
        (): &(),
        _: usize,
        (_, y): (DataRef<'_>, Target<'_>),
        threads: usize,
        each: &(dyn Fn(usize, &Lesson) -> Result<T, Error> + Sync),
    ) -> Result<(Self, Vec<T>), Error> {
        let y = y.labels(OneVsOneRule::KIND)?;
        let rule = OneVsOneRule(SeenClasses::of(OneVsOneRule::KIND, y)?);
        let pairs: Vec<(usize, usize)> = rule.pairs().collect();
        let learned = spread(pairs.len(), threads, |at| {
            let pair = pairs.get(at).copied().unwrap_or_default();
            each(at, &rule.lesson(pair, y))
        })?;
        Ok((rule, learned))
    }

    fn combine(&self, answers: Vec<Data>) -> Result<Data, Error> {
        let mut columns = Vec::with_capacity(answers.len());
        for ((i, j), answer) in self.pairs().zip(answers) {
            columns.push(((i, j), second(answer, [self.0.name(i), self.0.name(j)])?));
        }
        let rows = columns.first().map_or(0, |(_, column)| column.len());
        let count = self.0.present();
        let mut shares = Vec::with_capacity(rows * count);
        let (mut votes, mut sums) = (vec![0.0; count], vec![0.0; count]);
        for row in 0..rows {
            votes.fill(0.0);
            sums.fill(0.0);
            for &((i, j), ref column) in &columns {
                let p = column.get(row).copied().unwrap_or(exact::NAN);
                let confidence = 2.0 * p - 1.0;
                votes[if p > 0.5 { j } else { i }] += 1.0;
                sums[i] -= confidence;
                sums[j] += confidence;
            }
            match &*columns {
                [(_, only)] => {
                    let p = only.get(row).copied().unwrap_or(exact::NAN);
                    shares.extend([exact::canonical(1.0 - p), exact::canonical(p)]);
                }
                _ => {
                    for (votes, sum) in votes.iter_mut().zip(&sums) {
                        *votes = (*votes + sum / (3.0 * (sum.abs() + 1.0))) + 1.0 / 3.0;
                    }
                    share(&votes, &mut shares);
                }
            }
        }
        self.0.answer(&shares)
    }

    fn label((): &()) -> String {
        "one vs one".to_owned()
    }

    fn lines(&self) -> Vec<(String, String)> {
        vec![self.0.line()]
    }
}

impl<S: Pipeline<Output = Classes>> Pipeline for OneVsOne<S> {
    type Input = S::Input;
    type Output = Classes;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        draw_on::<OneVsOneRule>(outline, &(), vec![self.stage.outline()]);
    }
}

impl<S> Fit<Labels> for OneVsOne<S>
where
    S: Fit<Labels, Fitted: Send> + Pipeline<Output = Classes> + Sync,
{
    type Fitted = Ensemble<OneVsOneRule, Vec<S::Fitted>>;

    fn fit(&self, x: &Self::Input, y: &Labels) -> Result<Self::Fitted, Error> {
        let rows = (x.lend(), Target::Labels(y));
        let (rule, members) = OneVsOneRule::teach(&(), 1, rows, self.threads, &|_, lesson| {
            let rows = lesson.rows.as_deref().unwrap_or_default();
            let labels = lesson.labels.as_ref().unwrap_or(y);
            let fitted = self.stage.fit(&x.take_rows(rows), labels);
            fitted.map_err(|error| lesson.blame(OneVsOneRule::KIND, error))
        })?;
        Ok(Ensemble::new(rule, members))
    }
}
