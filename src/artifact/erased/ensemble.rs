//! Ensembles, their members known only at run time.

use super::{AnyPipeline, ErasedStage, Learned, Tuner, read_recipe};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{
    StageReport, ensemble_parts, ensemble_record, ensemble_report, member_place,
};
use crate::artifact::record::{Record, named};
use crate::data::{Data, DataKind, DataRef, Kind};
use crate::error::{Error, LoadError};
use crate::pipeline::{Ensemble, Lesson, Outline, Pipeline, Rule, Target, draw_members};
use std::sync::Arc;

/// An ensemble, its members known only at run time.
#[derive(Debug)]
pub(super) struct AnyEnsemble<R: Rule> {
    fitted: Ensemble<R, Vec<AnyPipeline>>,
    /// What it is fitted by: those of the rule, but for a recipe that was changed.
    params: R::Params,
}

impl<R: Rule> AnyEnsemble<R> {
    fn new(rule: R, members: Vec<AnyPipeline>) -> Self {
        let params = rule.params().clone();
        AnyEnsemble { fitted: Ensemble::new(rule, members), params }
    }

    /// Reads each member by `read`, and checks that all go from one kind to one kind.
    pub(super) fn read(
        here: &str,
        record: &Record,
        read: impl Fn(&[Record], Place) -> Result<AnyPipeline, LoadError>,
    ) -> Result<Arc<dyn ErasedStage>, LoadError> {
        let of = record.branches().len();
        let mut members = Vec::with_capacity(of);
        for (at, branch) in record.branches().iter().enumerate() {
            members.push(read(branch, member_place::<R>(here, at, of))?);
        }
        let ends = members.first().map_or((Kind::Table, Kind::Table), |member| member.ends);
        if let Some(other) = members.iter().find(|member| member.ends != ends) {
            let problem = format!("a member goes from {} to {}", other.ends.0, other.ends.1);
            return Err(LoadError::State { stage: named(here, record.kind()), problem });
        }
        let rule: R = ensemble_parts(here, record, ends.1)?;
        Ok(Arc::new(AnyEnsemble::new(rule, members)))
    }

    fn members(&self) -> &[AnyPipeline] {
        self.fitted.members()
    }

    /// Fits the recipe of a member to its lesson.
    fn fit(
        &self,
        at: usize,
        lesson: &Lesson,
        x: DataRef<'_>,
        y: Target<'_>,
    ) -> Result<(AnyPipeline, Option<Data>), Error> {
        let recipe = self.members().get(if R::APART { at } else { 0 });
        let recipe = recipe.ok_or_else(|| super::other_kind(self.ends().1, x.kind()))?;
        let y = lesson.target(y);
        let learned = match &lesson.rows {
            None => recipe.learn_apply(x, y.lend()).map(|(member, out)| (member, Some(out))),
            Some(rows) => {
                recipe.learn(x.take_rows(rows).lend(), y.lend()).map(|member| (member, None))
            }
        };
        learned.map_err(|error| if R::APART { error } else { lesson.blame(R::KIND, error) })
    }
}

impl<R: Rule> ErasedStage for AnyEnsemble<R> {
    fn ends(&self) -> (Kind, Kind) {
        self.members().first().map_or((Kind::Table, Kind::Table), |member| member.ends)
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        let answers = self.members().iter().map(|member| member.apply_data(x));
        self.fitted.rule().combine(answers.collect::<Result<_, _>>()?)
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let here = place.step();
        let out = if R::APART {
            let (mut answers, of) = (Vec::new(), self.members().len());
            for (at, member) in self.members().iter().enumerate() {
                let mut inside = member_place::<R>(&here, at, of);
                answers.push(member.walk_data(x, &mut inside, visit)?);
            }
            self.fitted.rule().combine(answers)?
        } else {
            self.apply_data(x)?
        };
        visit(&named(&here, R::KIND), out.lend());
        Ok(out)
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let params = &self.params;
        let each = |at: usize, lesson: &Lesson| self.fit(at, lesson, x, y);
        let (rule, learned) = R::teach(params, self.members().len(), (x, y), 1, &each)?;
        let (members, answers): (Vec<_>, Vec<_>) = learned.into_iter().unzip();
        let stage = AnyEnsemble::new(rule, members);
        let out = if R::WHOLE {
            stage.fitted.rule().combine(answers.into_iter().flatten().collect())?
        } else {
            stage.apply_data(x)?
        };
        Ok(Learned { stage: Arc::new(stage), out })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        let here = place.step();
        let params = tuner.recipe(&here, R::KIND, &self.params, read_recipe)?;
        let (mut members, of) = (Vec::new(), self.members().len());
        // Where all members have one recipe, the first stands for it.
        let recipes = self.members().iter().take(if R::APART { of } else { 1 });
        for (at, member) in recipes.enumerate() {
            members.push(member.tuned(&mut member_place::<R>(&here, at, of), tuner)?);
        }
        let fitted = Ensemble::new(self.fitted.rule().clone(), members);
        Ok(Arc::new(AnyEnsemble { fitted, params }))
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        let members = self.members().iter().map(AnyPipeline::records);
        out.push(ensemble_record(self.fitted.rule(), members.collect::<Result<_, _>>()?)?);
        Ok(())
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(ensemble_report(here.clone(), self.fitted.rule()));
        for (at, member) in self.members().iter().enumerate() {
            member.reports(&mut member_place::<R>(&here, at, self.members().len()), out);
        }
    }
    fn draw_stage(&self, outline: &mut Outline) {
        let members = self.members().iter().map(Pipeline::outline).collect();
        draw_members::<R>(outline, &self.params, members);
    }
}
