//! A classifier for two classes that becomes one for many: each class against the rest.

use super::seen::{SeenClasses, second};
use super::{Ensemble, Lesson, Rule, draw_on, spread, typed};
use crate::data::{Classes, Data, DataKind, DataRef, Kind, Labels, Types};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Fit, Outline, Pipeline, Target};

/// A classifier that learns each class against the rest; made by [`one_vs_rest`].
#[doc(alias = "OneVsRestClassifier")]
#[derive(Debug, Clone, PartialEq)]
pub struct OneVsRest<S> {
    threads: usize,
    stage: S,
}

/// Fits `stage`, a classifier for two classes, once for each class, against all others.
///
/// The member for class `a` learns the classes `not a` and `a`. Of two classes one member tells them apart.
///
/// # Formula
/// P(class) = p / Σ p, where p is the probability that the member of each class gives it; all equal where every p is
/// 0. Of two classes, 1 − p and p. A [threshold](crate::model::Threshold) inside plays no part.
///
/// # Learned state
/// The list of classes, which of them had rows, and a fitted member for each of those. A class without rows keeps its
/// place, with probability 0.
///
/// # Determinism
/// Replay exact: the sum runs over the classes in their order. Refit as that of `stage`.
///
/// # Errors
/// Fitting fails with rows of fewer than two classes, and as `stage` does for a class, which is named. Applying fails
/// when a member answers with other classes than the two it learned.
///
/// # Source
/// `OneVsRestClassifier` of scikit-learn 1.9. Where two classes are equally probable the peer chooses the last, this
/// the first.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [4.0], [5.0], [9.0], [9.5]])?;
/// let y = Labels::from_texts(["p", "p", "q", "q", "r", "r"]);
/// let fitted = one_vs_rest(GaussianNaiveBayes::new()).fit(&x, &y)?;
/// assert_eq!(fitted.members().len(), 3);
/// assert_eq!(fitted.apply(&x)?.label(2), Some("q"));
/// # Ok::<(), Error>(())
/// ```
pub fn one_vs_rest<S: Pipeline<Output = Classes>>(stage: S) -> OneVsRest<S> {
    OneVsRest { threads: 1, stage }
}

impl<S> OneVsRest<S> {
    /// On how many threads members are fitted; by default 1. It changes no bit and is not stored.
    #[doc(alias = "n_jobs")]
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
}

/// Each class against the rest: the rule of [`OneVsRest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneVsRestRule(SeenClasses);

/// How many members there are for so many classes with rows.
fn members(present: usize) -> usize {
    if present == 2 { 1 } else { present }
}

impl OneVsRestRule {
    /// The two classes a member learns.
    fn pair(&self, member: usize) -> [String; 2] {
        let seen = &self.0;
        match seen.present() {
            2 => [seen.name(0).to_owned(), seen.name(1).to_owned()],
            _ => [format!("not {}", seen.name(member)), seen.name(member).to_owned()],
        }
    }

    fn lesson(&self, member: usize, y: &Labels) -> Lesson {
        let place = if self.0.present() == 2 { 1 } else { member };
        let own = self.0.code(place);
        let codes = y.codes().iter().map(|&code| u32::from(code == own)).collect();
        let classes = self.pair(member).map(Into::into);
        let labels = Some(Labels::from_codes(classes.into(), codes));
        Lesson { rows: None, labels, name: format!("class `{}`", self.0.name(place)) }
    }
}

impl Rule for OneVsRestRule {
    const KIND: &'static str = "one_vs_rest";
    const WHOLE: bool = true;
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
        if count != members(seen.present()) {
            return Err(format!("{count} members for {} classes with rows", seen.present()));
        }
        match output {
            Kind::Classes => Ok(OneVsRestRule(seen)),
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
        let y = y.labels(OneVsRestRule::KIND)?;
        let rule = OneVsRestRule(SeenClasses::of(OneVsRestRule::KIND, y)?);
        let count = members(rule.0.present());
        let learned = spread(count, threads, |at| each(at, &rule.lesson(at, y)))?;
        Ok((rule, learned))
    }

    fn combine(&self, answers: Vec<Data>) -> Result<Data, Error> {
        let mut columns = Vec::with_capacity(answers.len());
        for (member, answer) in answers.into_iter().enumerate() {
            let [other, own] = self.pair(member);
            columns.push(second(answer, [&other, &own])?);
        }
        let rows = columns.first().map_or(0, Vec::len);
        let mut shares = Vec::with_capacity(rows * self.0.present());
        let mut row = Vec::with_capacity(columns.len());
        for at in 0..rows {
            row.clear();
            row.extend(columns.iter().map(|column| column.get(at).copied().unwrap_or(exact::NAN)));
            match &*row {
                &[p] => shares.extend([exact::canonical(1.0 - p), exact::canonical(p)]),
                all => share(all, &mut shares),
            }
        }
        self.0.answer(&shares)
    }

    fn label((): &()) -> String {
        "one vs rest".to_owned()
    }

    fn lines(&self) -> Vec<(String, String)> {
        vec![self.0.line()]
    }
}

/// Each by the sum of all; all equal where it is 0.
pub(super) fn share(row: &[f64], out: &mut Vec<f64>) {
    let sum = exact::sum_ordered(row);
    #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
    let even = 1.0 / row.len() as f64;
    let share = |&p: &f64| if sum == 0.0 { even } else { exact::min(p / sum, 1.0) };
    out.extend(row.iter().map(share).map(exact::canonical));
}

impl<S: Pipeline<Output = Classes>> Pipeline for OneVsRest<S> {
    type Input = S::Input;
    type Output = Classes;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        draw_on::<OneVsRestRule>(outline, &(), vec![self.stage.outline()]);
    }
}

impl<S: Pipeline<Output = Classes>> OneVsRest<S> {
    fn teach<T: Send>(
        &self,
        x: &S::Input,
        y: &Labels,
        fit: impl Fn(&S, &Labels) -> Result<T, Error> + Sync,
    ) -> Result<(OneVsRestRule, Vec<T>), Error>
    where
        S: Sync,
    {
        let rows = (x.lend(), Target::Labels(y));
        OneVsRestRule::teach(&(), 1, rows, self.threads, &|_, lesson| {
            let labels = lesson.labels.as_ref().unwrap_or(y);
            fit(&self.stage, labels).map_err(|error| lesson.blame(OneVsRestRule::KIND, error))
        })
    }
}

impl<S> Fit<Labels> for OneVsRest<S>
where
    S: Fit<Labels, Fitted: Send> + Pipeline<Output = Classes> + Sync,
{
    type Fitted = Ensemble<OneVsRestRule, Vec<S::Fitted>>;

    fn fit(&self, x: &Self::Input, y: &Labels) -> Result<Self::Fitted, Error> {
        let (rule, members) = self.teach(x, y, |stage, labels| stage.fit(x, labels))?;
        Ok(Ensemble::new(rule, members))
    }

    fn fit_apply(&self, x: &Self::Input, y: &Labels) -> Result<(Self::Fitted, Classes), Error> {
        let (rule, learned) = self.teach(x, y, |stage, labels| stage.fit_apply(x, labels))?;
        let (members, answers): (Vec<_>, Vec<Classes>) = learned.into_iter().unzip();
        let out = typed(rule.combine(answers.into_iter().map(Classes::into_data).collect())?)?;
        Ok((Ensemble::new(rule, members), out))
    }
}
