//! Stages other than models that learn from the target.

/// Implements `Fit` for each type of target a supervised recipe learns from, through its method
/// `fit_to(&self, x, target: Target<'_>)`, which the stage's `learn` calls too.
///
/// With `cross_fitted`, training rows are transformed by its method `fit_apply_to`, which learns each
/// row's own value from other rows.
macro_rules! supervised {
    ($recipe:ty => $fitted:ty: $($target:ty),+) => { $(
        impl $crate::pipeline::Fit<$target> for $recipe {
            type Fitted = $fitted;

            fn fit(
                &self,
                x: &Self::Input,
                y: &$target,
            ) -> Result<$fitted, $crate::error::Error> {
                self.fit_to(x, y.into())
            }
        }
    )+ };
    (cross_fitted $recipe:ty => $fitted:ty: $($target:ty),+) => { $(
        impl $crate::pipeline::Fit<$target> for $recipe {
            type Fitted = $fitted;

            fn fit(
                &self,
                x: &Self::Input,
                y: &$target,
            ) -> Result<$fitted, $crate::error::Error> {
                self.fit_to(x, y.into())
            }

            fn fit_apply(
                &self,
                x: &Self::Input,
                y: &$target,
            ) -> Result<($fitted, Self::Output), $crate::error::Error> {
                self.fit_apply_to(x, y.into())
            }
        }
    )+ };
}
pub(crate) use supervised;
