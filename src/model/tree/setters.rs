//! Setters that recipes of trees share.

/// The setters of [`Growth`](super::Growth), for a recipe that keeps one at `$($at).+`, and of what both kinds of
/// options have.
macro_rules! growth_setters {
    ($recipe:ident, $($at:ident).+, $depth:literal) => {
        impl $recipe {
            #[doc = concat!("The most splits on the way to a leaf; by default ", $depth, ".")]
            #[must_use]
            pub fn max_depth(mut self, depth: u32) -> $recipe {
                self.$($at).+.max_depth = Some(depth);
                self
            }

            /// The fewest training rows of a leaf; by default 1.
            #[must_use]
            pub fn min_samples_leaf(mut self, rows: u32) -> $recipe {
                self.$($at).+.min_samples_leaf = rows;
                self
            }

            /// The fewest training rows of a node that is split; by default 2.
            #[must_use]
            pub fn min_samples_split(mut self, rows: u32) -> $recipe {
                self.$($at).+.min_samples_split = rows;
                self
            }

            /// The seed of every random choice; by default 0.
            #[doc(alias = "random_state")]
            #[must_use]
            pub fn seed(mut self, seed: u64) -> $recipe {
                self.$($at).+.seed = seed;
                self
            }

            /// How long fitting may take, rounded up to whole seconds; by default 600 s.
            #[must_use]
            pub fn deadline(mut self, deadline: std::time::Duration) -> $recipe {
                self.$($at).+.deadline_seconds = crate::model::input::deadline_seconds(deadline);
                self
            }

            /// The most leaves of a tree, the splits that lower the impurity the most being made first; by default
            /// as many as it takes.
            #[must_use]
            pub fn max_leaf_nodes(mut self, leaves: u32) -> $recipe {
                self.options.max_leaf_nodes = Some(leaves);
                self
            }

            /// How much a split must lower the impurity, weighted by its share of the rows; by default 0.
            #[must_use]
            pub fn min_impurity_decrease(mut self, decrease: f64) -> $recipe {
                self.options.min_impurity_decrease = decrease;
                self
            }
        }
    };
}
pub(in crate::model) use growth_setters;

/// The setter of the trainer.
macro_rules! trainer_setter {
    ($recipe:ident) => {
        impl $recipe {
            /// Who fits: [`Trainer::Exact`](crate::model::Trainer::Exact) unless said, or
            /// [`Trainer::Smartcore`](crate::model::Trainer::Smartcore), which refuses whatever it does not have: all
            /// but Gini's impurity, the depth, the minima of rows, the seed and what forests always had.
            #[must_use]
            pub fn with_trainer(mut self, trainer: crate::model::Trainer) -> $recipe {
                self.options.trainer = trainer;
                self
            }
        }
    };
}
pub(super) use trainer_setter;

/// The setter of the criterion of a tree of classes.
macro_rules! criterion_setter {
    ($recipe:ident) => {
        impl $recipe {
            /// What a split lowers; by default Gini's impurity.
            #[must_use]
            pub fn criterion(mut self, criterion: crate::model::TreeCriterion) -> $recipe {
                self.options.criterion = criterion;
                self
            }
        }
    };
}
pub(in crate::model) use criterion_setter;

/// The setters of [`Forest`](super::Forest), for a recipe that keeps one.
macro_rules! forest_setters {
    ($recipe:ident, $features:literal) => {
        super::setters::growth_setters!($recipe, forest.growth, "as many as it takes");

        impl $recipe {
            /// How many trees; by default 100.
            #[doc(alias = "n_estimators")]
            #[must_use]
            pub fn trees(mut self, trees: u32) -> $recipe {
                self.forest.trees = trees;
                self
            }

            #[doc = concat!("How many columns, drawn anew, each split chooses from; by default ", $features, ".")]
            #[must_use]
            pub fn max_features(mut self, columns: u32) -> $recipe {
                self.forest.max_features = Some(columns);
                self
            }

            /// Whether each tree is grown on rows drawn with replacement, and not on all; by default
            /// yes for random forests and no for extra trees.
            #[must_use]
            pub fn bootstrap(mut self, bootstrap: bool) -> $recipe {
                self.options.bootstrap = bootstrap;
                self
            }

            /// How many rows are drawn for a tree; by default as many as there are.
            #[must_use]
            pub fn max_samples(mut self, rows: u32) -> $recipe {
                self.options.max_samples = Some(rows);
                self
            }
        }
    };
}
pub(super) use forest_setters;
