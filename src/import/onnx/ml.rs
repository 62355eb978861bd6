//! Operators of `ai.onnx.ml`, by name and version.

use super::attributes::Attributes;
use super::build::{Builder, Made};
use super::node::Node;
use super::trees;
use crate::model::onnx_graph::{
    Cells, Imputer, Kernel, Linear, Mapping, Norm, OneHot, Operator, Post, Scaler, Svm,
};

/// `post_transform`.
pub(super) fn post(given: &Attributes<'_>) -> Result<Post, String> {
    match given.text("post_transform", "NONE")? {
        "NONE" => Ok(Post::None),
        "SOFTMAX" => Ok(Post::Softmax),
        "LOGISTIC" => Ok(Post::Logistic),
        "SOFTMAX_ZERO" => Ok(Post::SoftmaxZero),
        "PROBIT" => Ok(Post::Probit),
        other => Err(format!("post_transform `{other}` is not known")),
    }
}

/// The names of classes, as numbers or texts.
pub(super) fn class_names(given: &Attributes<'_>, numbers: &str) -> Result<Cells, String> {
    let texts = given.text_cells("classlabels_strings")?;
    let numbers = given.ints(numbers)?;
    match (texts.len(), numbers.len()) {
        (0, 0) => Err("no names of classes".to_owned()),
        (0, _) => Ok(Cells::Integer(numbers)),
        (_, 0) => Ok(texts),
        _ => Err("names of classes as numbers and as texts".to_owned()),
    }
}

pub(super) fn operator<'a>(builder: &mut Builder<'a>, node: &Node<'a>) -> Result<Made, String> {
    let given = &node.attributes;
    Ok(Made::Step(match node.operator {
        "ArrayFeatureExtractor" => {
            // The names of classes stand in the constant that their numbers are looked up in.
            let names = builder.input(node, 0)?;
            if let Some(names) = builder.constant_of(names) {
                builder.classes = Some(names.cells.clone());
            }
            Operator::Extract
        }
        "Binarizer" => Operator::Binarizer(given.float("threshold", 0.0)?),
        "CastMap" => {
            given.ignore(&["max_map", "map_form"]);
            let kind = match given.text("cast_to", "TO_FLOAT")? {
                "TO_FLOAT" => 1,
                "TO_STRING" => 8,
                "TO_INT64" => 7,
                other => return Err(format!("cast_to `{other}` is not known")),
            };
            Operator::Cast(super::tensors::kind_of(kind)?)
        }
        "CategoryMapper" => category_mapper(given)?,
        // The columns of the table are the map, in the order of the vocabulary.
        "DictVectorizer" => {
            given.ignore(&["string_vocabulary", "int64_vocabulary"]);
            return Ok(Made::Same(builder.input(node, 0)?));
        }
        "FeatureVectorizer" => {
            let widths = given.words("inputdimensions")?;
            if widths.len() != node.inputs.len() {
                return Err(format!("{} widths for {} inputs", widths.len(), node.inputs.len()));
            }
            Operator::FeatureVectorizer(widths.into_iter().map(|width| width as usize).collect())
        }
        "Imputer" => imputer(given)?,
        "LabelEncoder" => label_encoder(given, node.version)?,
        "LinearClassifier" => {
            given.ignore(&["multi_class"]);
            let classes = class_names(given, "classlabels_ints")?;
            builder.classes = Some(classes.clone());
            let intercepts = given.floats("intercepts")?;
            // One line for two classes, where there is one intercept.
            let targets = if intercepts.is_empty() { classes.len() } else { intercepts.len() };
            let coefficients = given.floats("coefficients")?;
            let post = post(given)?;
            let linear = Linear { coefficients, intercepts, targets, post, classes };
            Operator::LinearClassifier(Box::new(linear))
        }
        "LinearRegressor" => {
            let targets = usize::try_from(given.int("targets", 1)?).unwrap_or(0);
            Operator::LinearRegressor(Box::new(Linear {
                coefficients: given.floats("coefficients")?,
                intercepts: given.floats("intercepts")?,
                targets,
                post: post(given)?,
                classes: Cells::default(),
            }))
        }
        "Normalizer" => Operator::Normalizer(match given.text("norm", "MAX")? {
            "MAX" => Norm::Max,
            "L1" => Norm::L1,
            "L2" => Norm::L2,
            other => return Err(format!("norm `{other}` is not known")),
        }),
        "OneHotEncoder" => {
            let (texts, numbers) = (given.text_cells("cats_strings")?, given.ints("cats_int64s")?);
            let categories = if numbers.is_empty() { texts } else { Cells::Integer(numbers) };
            let zeros = given.int("zeros", 1)? != 0;
            Operator::OneHot(Box::new(OneHot { categories, zeros }))
        }
        "Scaler" => {
            let (offset, scale) = (given.floats("offset")?, given.floats("scale")?);
            Operator::Scaler(Box::new(Scaler { offset, scale }))
        }
        "SVMClassifier" => {
            let classes = class_names(given, "classlabels_ints")?;
            builder.classes = Some(classes.clone());
            let each = given.words("vectors_per_class")?;
            Operator::SvmClassifier(Box::new(svm(given, each, classes)?))
        }
        "SVMRegressor" => {
            let vectors = u32::try_from(given.int("n_supports", 0)?).unwrap_or(0);
            let each = if vectors == 0 { Vec::new() } else { vec![vectors] };
            Operator::SvmRegressor(Box::new(svm(given, each, Cells::default())?))
        }
        "TreeEnsembleClassifier" => {
            let classes = class_names(given, "classlabels_int64s")?;
            builder.classes = Some(classes.clone());
            Operator::TreeClassifier(Box::new(trees::classifier(given, classes)?))
        }
        "TreeEnsembleRegressor" => Operator::TreeRegressor(Box::new(trees::regressor(given)?)),
        "TreeEnsemble" => Operator::TreeRegressor(Box::new(trees::ensemble(given)?)),
        // Probabilities by the names of their classes: the probabilities, and the names.
        "ZipMap" => {
            builder.classes = Some(class_names(given, "classlabels_int64s")?);
            return Ok(Made::Same(builder.input(node, 0)?));
        }
        _ => return Err("this operator is not supported".to_owned()),
    }))
}

fn category_mapper(given: &Attributes<'_>) -> Result<Operator, String> {
    // Texts become numbers and numbers texts: which, the type of the input says. Whoever maps numbers gives them as
    // whole numbers, so that the texts are the keys of all other uses.
    let (texts, numbers) =
        (given.text_cells("cats_strings")?, Cells::Integer(given.ints("cats_int64s")?));
    given.ignore(&["default_string"]);
    let other = Cells::Integer(vec![given.int("default_int64", -1)?]);
    let mapping = Mapping { keys: texts, values: numbers, other, nan_is_key: false };
    mapping.check()?;
    Ok(Operator::Mapping(Box::new(mapping)))
}

fn imputer(given: &Attributes<'_>) -> Result<Operator, String> {
    let (floats, ints) =
        (given.floats("imputed_value_floats")?, given.ints("imputed_value_int64s")?);
    let single = Cells::Single(vec![given.float("replaced_value_float", 0.0)?]).canonical();
    let whole = Cells::Integer(vec![given.int("replaced_value_int64", 0)?]);
    let (fills, replaced) = match (floats.is_empty(), ints.is_empty()) {
        (false, true) => (Cells::Single(floats), single),
        (true, false) => (Cells::Integer(ints), whole),
        _ => return Err("no values to fill with, or of two types".to_owned()),
    };
    Ok(Operator::Imputer(Box::new(Imputer { fills, replaced })))
}

fn label_encoder(given: &Attributes<'_>, version: i64) -> Result<Operator, String> {
    if version < 2 && given.has("classes_strings") {
        // Texts to their places; the other way round, by `default_string`, is version 1's too.
        let keys = given.text_cells("classes_strings")?;
        let places = Cells::Integer((0..keys.len() as i64).collect());
        given.ignore(&["default_string"]);
        let other = Cells::Integer(vec![given.int("default_int64", -1)?]);
        let mapping = Mapping { keys, values: places, other, nan_is_key: false };
        return Ok(Operator::Mapping(Box::new(mapping)));
    }
    let side = |name: &str| -> Result<Cells, String> {
        if let Some(tensor) = given.tensor(&format!("{name}_tensor"))? {
            return Ok(tensor.cells);
        }
        let (texts, ints, floats) = (
            given.text_cells(&format!("{name}_strings"))?,
            given.ints(&format!("{name}_int64s"))?,
            given.floats(&format!("{name}_floats"))?,
        );
        match (texts.len(), ints.len(), floats.len()) {
            (_, 0, 0) => Ok(texts),
            (0, _, 0) => Ok(Cells::Integer(ints)),
            (0, 0, _) => Ok(Cells::Single(floats)),
            _ => Err(format!("{name} of two types")),
        }
    };
    let (keys, values) = (side("keys")?, side("values")?);
    let defaults = given.tensor("default_tensor")?;
    let text = given.text("default_string", "_Unused")?;
    let (int, float) = (given.int("default_int64", -1)?, given.float("default_float", -0.0)?);
    let other = match (defaults, &values) {
        (Some(tensor), _) => tensor.cells,
        (None, Cells::Text(_)) => Cells::Text(vec![text.into()]),
        (None, Cells::Integer(_)) => Cells::Integer(vec![int]),
        (None, Cells::Single(_)) => Cells::Single(vec![float]).canonical(),
        (None, Cells::Double(_)) => Cells::Double(vec![0.0]),
        (None, other) => return Err(format!("values of {}", other.kind().name())),
    };
    let nan_is_key = version >= 4;
    Ok(Operator::Mapping(Box::new(Mapping { keys, values, other, nan_is_key })))
}

fn svm(given: &Attributes<'_>, each: Vec<u32>, classes: Cells) -> Result<Svm, String> {
    let kernel = match given.text("kernel_type", "LINEAR")? {
        "LINEAR" => Kernel::Linear,
        "POLY" => Kernel::Poly,
        "RBF" => Kernel::Rbf,
        "SIGMOID" => Kernel::Sigmoid,
        other => return Err(format!("kernel_type `{other}` is not known")),
    };
    let parameters = match given.floats("kernel_params")?.as_slice() {
        [] => [0.0; 3],
        &[gamma, shift, degree] => [gamma, shift, degree],
        other => return Err(format!("{} kernel_params, not 3", other.len())),
    };
    Ok(Svm {
        kernel,
        parameters,
        vectors: given.floats("support_vectors")?,
        each,
        coefficients: given.floats("coefficients")?,
        rho: given.floats("rho")?,
        prob_a: given.floats("prob_a")?,
        prob_b: given.floats("prob_b")?,
        post: post(given)?,
        classes,
        one_class: given.int("one_class", 0)? != 0,
    })
}
