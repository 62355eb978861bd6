//! Making columns out of columns.

mod arithmetic;
mod assemble;
mod cyclical;
mod date;
mod densify;
mod expression;
mod geo_distance;
mod made;
mod math_over;
mod polynomial;
mod reduce;
mod relative;
mod spline;
mod text;
mod tree_features;
mod windows;

pub use assemble::{Assemble, Assembler, AssemblerState};
pub use cyclical::{Cyclical, CyclicalPlacer, CyclicalState};
pub use date::{
    DateCounter, DateCounterState, DateDifference, DateOrdinal, DatePart, DatePartExtractor,
    DatePartExtractorState, DateParts, DateSubtractor, TimeUnit,
};
pub use densify::{Densifier, DensifierState, Densify};
pub use expression::{Expression, ExpressionError, ExpressionEvaluator, ExpressionProblem};
pub use geo_distance::{DistanceMethod, DistanceUnit, GeoDistance, GeoMeasurer};
pub use math_over::{MathOver, MathReducer, Reduction};
pub use polynomial::{Polynomial, PolynomialExpander, PolynomialState};
pub use reduce::{
    Components, FastIca, FastIcaProjector, FastIcaState, Pca, PcaProjector, PcaState,
    RandomProjection, RandomProjector, RandomProjectorState, SvdProjector, SvdState, TruncatedSvd,
};
pub use relative::{Operation, Relative, RelativeMaker};
pub use spline::{Extrapolation, Spline, SplineExpander, SplineState};
pub use text::{
    Analyzer, CountVectorize, CountVectorizer, CountVectorizerState, ENGLISH_STOP_WORDS,
    HashVectorize, HashVectorizer, HashVectorizerState, Norm, TfidfVectorize, TfidfVectorizer,
    TfidfVectorizerState, Tokens,
};
pub use tree_features::{TreeFeatures, TreeFeaturesState, TreeFeaturizer};
pub use windows::{WindowState, WindowStream, Windower, Windows};
