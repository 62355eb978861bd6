//! How fitted components are stored. Before there was a deadline no recipe named one: that form is version 1, is what
//! a recipe with the usual deadline is still written as, and means the usual one. Another deadline makes version 2.

use super::{FastIca, FastIcaProjector, FastIcaState};
use crate::artifact::Stage;
use crate::artifact::codec::{Node, from_node};
use crate::data::Table;
use crate::error::Error;
use crate::pipeline::guard::DEADLINE_SECONDS;
use crate::pipeline::per_column::check_finite;
use crate::pipeline::{Fit, Target};

const DEADLINE: &str = "deadline_seconds";

/// Whether a file need not name the deadline.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it may skip by reference")]
pub(super) fn is_usual(seconds: &u64) -> bool {
    *seconds == DEADLINE_SECONDS
}

impl Stage for FastIcaProjector {
    const KIND: &'static str = "reduce.ica";
    const VERSION: u32 = 2;
    type Recipe = FastIca;
    type State = FastIcaState;

    fn recipe(&self) -> &FastIca {
        &self.recipe
    }

    fn state(&self) -> &FastIcaState {
        &self.state
    }

    fn version(&self) -> u32 {
        if is_usual(&self.recipe.deadline_seconds) { 1 } else { 2 }
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        let whole = match version {
            1 => params.with(DEADLINE, Node::Uint(DEADLINE_SECONDS)),
            2 => params.clone(),
            _ => return None,
        };
        let read = || {
            let recipe = from_node(&whole).map_err(|e| format!("parameters: {e}"))?;
            let state = from_node(state).map_err(|e| format!("state: {e}"))?;
            let stage = Self::restore(recipe, state)?;
            match stage.version() {
                own if own == version => Ok(stage),
                own => Err(format!("what it says is of version {own}")),
            }
        };
        Some(read())
    }

    fn read_recipe(params: &Node) -> Result<FastIca, String> {
        let whole = match params.get(DEADLINE) {
            Some(_) => params.clone(),
            None => params.with(DEADLINE, Node::Uint(DEADLINE_SECONDS)),
        };
        from_node(&whole).map_err(|e| e.to_string())
    }

    fn restore(recipe: FastIca, state: FastIcaState) -> Result<Self, String> {
        state.projection.check(Self::PREFIX, true)?;
        if state.mixing.len() != state.projection.components.len() {
            return Err(format!("{} mixing weights", state.mixing.len()));
        }
        check_finite("mixing", &state.mixing)?;
        Ok(FastIcaProjector { recipe, state })
    }

    fn learn(recipe: &FastIca, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = format!("in {} components", self.state.projection.count());
        self.columns().iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}
