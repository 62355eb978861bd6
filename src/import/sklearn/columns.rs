//! Transformers on some of the columns: side by side, or among others.

use super::json::{self, Object};
use super::steps::{Made, Steps};
use super::{engine, malformed, unsupported};
use crate::error::{ImportError, clip};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Steps {
    pub(super) fn column_transformer(&mut self, step: &Object<'_>) -> Result<(), Box<ImportError>> {
        step.only(&["transformers", "feature_names_out"])?;
        if self.columns.is_some() {
            return Err(unsupported("a ColumnTransformer behind another step"));
        }
        let mut all = Vec::new();
        for raw in step.list("transformers")? {
            let (name, parts) = json::named(raw, &step.at("transformers"), 3)?;
            let place = format!("{}, transformer `{}`", step.place, clip(&name));
            let columns = json::names(parts[1], &place)?;
            if parts[0].get() == "\"drop\"" || columns.is_empty() {
                continue;
            }
            if let Some(twice) = columns.iter().find(|name| !self.chosen.insert(Arc::clone(name))) {
                return Err(unsupported(format!("column `{}` chosen twice", clip(twice))));
            }
            self.inputs.extend(columns.iter().cloned());
            if parts[0].get() == "\"passthrough\"" {
                all.extend(columns);
                continue;
            }
            let transformer = Object::of(parts[0], place)?;
            let made = self.transformer(&transformer, columns.clone())?;
            all.extend(self.on(&transformer, &columns, made)?);
        }
        let names = step.list("feature_names_out")?.len();
        if names != all.len() {
            let problem = format!("{names} names for {} columns", all.len());
            return Err(malformed(step.at("feature_names_out"), problem));
        }
        self.columns = Some(all);
        Ok(())
    }

    /// A transformer of scikit-learn on some of the columns of a table.
    pub(super) fn wrapper(
        &mut self,
        one: &Object<'_>,
        columns: Vec<Arc<str>>,
    ) -> Result<Made, Box<ImportError>> {
        one.only(&["variables", "transformer", "placement"])?;
        let names = engine::named(one, "variables", &columns)?;
        let Made { records, columns: made } =
            self.transformer(&one.object("transformer")?, names.clone())?;
        let places: BTreeMap<&Arc<str>, usize> = names.iter().zip(0..).collect();
        let place = |name: &Arc<str>| places.get(name).copied();
        let columns = match one.text("placement")?.as_str() {
            "appended" => {
                let others = columns.iter().filter(|name| place(name).is_none());
                others.cloned().chain(made).collect()
            }
            "selected" => {
                let made: BTreeSet<&Arc<str>> = made.iter().collect();
                let kept = |name: &&Arc<str>| place(name).is_none() || made.contains(name);
                columns.iter().filter(kept).cloned().collect()
            }
            "in_place" if made.len() == names.len() => {
                let new = |name: Arc<str>| match place(&name) {
                    Some(at) => Arc::clone(&made[at]),
                    None => name,
                };
                columns.into_iter().map(new).collect()
            }
            _ => {
                let problem = format!("{} columns for {}", made.len(), names.len());
                return Err(malformed(one.at("placement"), problem));
            }
        };
        Ok(Made { records, columns })
    }
}
