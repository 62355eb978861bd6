//! What the stages of models that keep a `recipe` and a `state` have in common.

/// Inside `impl Stage`: lends the recipe and the state. With `checked`, restores a model of a state that stands by its own
/// check alone.
macro_rules! stage_parts {
    ($recipe:ty, $state:ty) => {
        fn recipe(&self) -> &$recipe {
            &self.recipe
        }

        fn state(&self) -> &$state {
            &self.state
        }
    };
    ($recipe:ty, $state:ty, checked) => {
        stage_parts!($recipe, $state);

        fn restore(recipe: $recipe, state: $state) -> Result<Self, String> {
            state.check()?;
            Ok(Self { recipe, state })
        }
    };
}
pub(super) use stage_parts;
