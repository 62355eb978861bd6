//! Operators of the standard set, by name and version.

use super::build::{Builder, Made};
use super::node::Node;
use super::tensors::kind_of;
use crate::model::onnx_graph::{
    ArgExtreme, Binary, Cells, Fold, Gemm, NOTHING, Operator, Reduce, Scan, Softmax, Tensor, TopK,
    Unary,
};

/// Those that take one cell each.
const UNARY: [(&str, Unary); 24] = [
    ("Abs", Unary::Abs),
    ("Neg", Unary::Neg),
    ("Reciprocal", Unary::Reciprocal),
    ("Sqrt", Unary::Sqrt),
    ("Exp", Unary::Exp),
    ("Log", Unary::Log),
    ("Sigmoid", Unary::Sigmoid),
    ("Tanh", Unary::Tanh),
    ("Relu", Unary::Relu),
    ("Erf", Unary::Erf),
    ("Floor", Unary::Floor),
    ("Ceil", Unary::Ceil),
    ("Round", Unary::Round),
    ("Sign", Unary::Sign),
    ("Sin", Unary::Sin),
    ("Cos", Unary::Cos),
    ("Asin", Unary::Asin),
    ("Acos", Unary::Acos),
    ("Atan", Unary::Atan),
    ("Asinh", Unary::Asinh),
    ("Softplus", Unary::Softplus),
    ("Not", Unary::Not),
    ("IsNaN", Unary::IsNan),
    ("IsInf", Unary::IsInf),
];

/// Those that take two, and whether they take more.
const BINARY: [(&str, Binary, bool); 17] = [
    ("Add", Binary::Add, false),
    ("Sub", Binary::Sub, false),
    ("Mul", Binary::Mul, false),
    ("Div", Binary::Div, false),
    ("Max", Binary::Max, true),
    ("Min", Binary::Min, true),
    ("Sum", Binary::Add, true),
    ("Mean", Binary::Add, true),
    ("And", Binary::And, false),
    ("Or", Binary::Or, false),
    ("Xor", Binary::Xor, false),
    ("Equal", Binary::Equal, false),
    ("Less", Binary::Less, false),
    ("LessOrEqual", Binary::LessOrEqual, false),
    ("Greater", Binary::Greater, false),
    ("GreaterOrEqual", Binary::GreaterOrEqual, false),
    ("Mod", Binary::Mod, false),
];

const FOLDS: [(&str, Fold); 10] = [
    ("ReduceSum", Fold::Sum),
    ("ReduceMean", Fold::Mean),
    ("ReduceProd", Fold::Product),
    ("ReduceMax", Fold::Max),
    ("ReduceMin", Fold::Min),
    ("ReduceSumSquare", Fold::SumOfSquares),
    ("ReduceL1", Fold::L1),
    ("ReduceL2", Fold::L2),
    ("ReduceLogSum", Fold::LogSum),
    ("ReduceLogSumExp", Fold::LogSumExp),
];

fn integers(values: Vec<i64>) -> Tensor {
    Tensor::line(Cells::Integer(values))
}

pub(super) fn operator<'a>(builder: &mut Builder<'a>, node: &Node<'a>) -> Result<Made, String> {
    let (name, version, given) = (node.operator, node.version, &node.attributes);
    if let Some((_, unary)) = UNARY.iter().find(|(known, _)| *known == name) {
        if *unary == Unary::IsInf
            && (given.int("detect_negative", 1)?, given.int("detect_positive", 1)?) != (1, 1)
        {
            return Err("infinities of one sign are not supported".to_owned());
        }
        return Ok(Made::Step(Operator::Unary(*unary)));
    }
    if let Some(&(_, binary, many)) = BINARY.iter().find(|(known, ..)| *known == name) {
        return two_or_more(builder, node, binary, many);
    }
    if let Some(&(_, fold)) = FOLDS.iter().find(|(known, _)| *known == name) {
        let reduce = Reduce {
            fold,
            axes: given.ints("axes")?,
            keep: given.int("keepdims", 1)? != 0,
            none_is_none: given.int("noop_with_empty_axes", 0)? != 0,
        };
        return Ok(Made::Step(Operator::Reduce(Box::new(reduce))));
    }
    Ok(Made::Step(match name {
        "Identity" => return Ok(Made::Same(builder.input(node, 0)?)),
        "Dropout" => {
            given.ignore(&["ratio", "seed"]);
            return Ok(Made::Same(builder.input(node, 0)?));
        }
        "Constant" => return constant(builder, node),
        "Pow" => Operator::Pow,
        "Where" => Operator::Where,
        "Clip" => return clip(builder, node),
        "Cast" => {
            given.ignore(&["saturate", "round_mode"]);
            Operator::Cast(kind_of(given.int("to", 0)?)?)
        }
        "Concat" => Operator::Concat(given.int("axis", 1)?),
        "Reshape" => Operator::Reshape(given.int("allowzero", 0)? != 0),
        "Flatten" => Operator::Flatten(given.int("axis", 1)?),
        "Transpose" => {
            let order = given.words("perm")?;
            Operator::Transpose(order.into_iter().map(|axis| axis as usize).collect())
        }
        "Squeeze" => Operator::Squeeze(given.has("axes").then(|| given.ints("axes")).transpose()?),
        "Unsqueeze" => Operator::Unsqueeze(given.ints("axes")?),
        "Gather" => Operator::Gather(given.int("axis", 0)?),
        "Slice" if version >= 10 => Operator::Slice,
        "Slice" => {
            let (starts, ends) = (given.ints("starts")?, given.ints("ends")?);
            let axes = if given.has("axes") {
                given.ints("axes")?
            } else {
                (0..starts.len() as i64).collect()
            };
            let mut inputs = vec![builder.input(node, 0)?];
            for values in [starts, ends, axes] {
                inputs.push(builder.constant(integers(values))?);
            }
            return Ok(Made::Over(Operator::Slice, inputs));
        }
        "Shape" => Operator::Shape,
        "Expand" => Operator::Expand,
        "Tile" => Operator::Tile,
        "Split" => {
            let axis = given.int("axis", 0)?;
            given.ignore(&["num_outputs"]);
            let mut inputs = vec![builder.input(node, 0)?];
            if given.has("split") {
                inputs.push(builder.constant(integers(given.ints("split")?))?);
            } else if node.inputs.len() > 1 {
                inputs.push(builder.input(node, 1)?);
            }
            return Ok(Made::Over(Operator::Split(axis), inputs));
        }
        "ConstantOfShape" => {
            let value =
                given.tensor("value")?.map_or(Cells::Single(vec![0.0]), |value| value.cells);
            Operator::ConstantOfShape(Box::new(value))
        }
        "ArgMax" | "ArgMin" => Operator::ArgExtreme(Box::new(ArgExtreme {
            largest: name == "ArgMax",
            axis: given.int("axis", 0)?,
            keep: given.int("keepdims", 1)? != 0,
            last: given.int("select_last_index", 0)? != 0,
        })),
        "Softmax" | "LogSoftmax" => Operator::Softmax(Box::new(Softmax {
            axis: given.int("axis", if version >= 13 { -1 } else { 1 })?,
            from: version < 13,
            log: name == "LogSoftmax",
        })),
        "TopK" => {
            given.ignore(&["sorted"]);
            let axis = given.int("axis", -1)?;
            let top = TopK { axis, largest: given.int("largest", 1)? != 0 };
            let operator = Operator::TopK(Box::new(top));
            if version >= 10 {
                return Ok(Made::Step(operator));
            }
            let count = builder.constant(integers(vec![given.int("k", 0)?]))?;
            return Ok(Made::Over(operator, vec![builder.input(node, 0)?, count]));
        }
        "CumSum" => {
            Operator::CumSum(given.int("exclusive", 0)? != 0, given.int("reverse", 0)? != 0)
        }
        "MatMul" => Operator::MatMul,
        "Gemm" => {
            given.ignore(&["broadcast"]);
            Operator::Gemm(Box::new(Gemm {
                alpha: given.float("alpha", 1.0)?,
                beta: given.float("beta", 1.0)?,
                transpose_a: given.int("transA", 0)? != 0,
                transpose_b: given.int("transB", 0)? != 0,
            }))
        }
        "Scan" if version >= 9 => return scan(builder, node),
        _ => return Err("this operator is not supported".to_owned()),
    }))
}

fn two_or_more<'a>(
    builder: &mut Builder<'a>,
    node: &Node<'a>,
    binary: Binary,
    many: bool,
) -> Result<Made, String> {
    let remainder = binary == Binary::Mod && node.attributes.int("fmod", 0)? != 0;
    let binary = if remainder { Binary::Remainder } else { binary };
    let mut so_far = builder.input(node, 0)?;
    if node.inputs.len() < 2 && many {
        return Ok(Made::Same(so_far));
    }
    if node.inputs.len() > 2 && !many {
        return Err(format!("{} inputs", node.inputs.len()));
    }
    let last = node.inputs.len().max(2) - 1;
    for at in 1..last {
        let other = builder.input(node, at)?;
        so_far = builder.step(Operator::Binary(binary), vec![so_far, other])?;
    }
    let other = builder.input(node, last)?;
    if node.operator != "Mean" {
        return Ok(Made::Over(Operator::Binary(binary), vec![so_far, other]));
    }
    let sum = builder.step(Operator::Binary(binary), vec![so_far, other])?;
    let count = builder.constant(Tensor::scalar(node.inputs.len() as f32))?;
    Ok(Made::Over(Operator::Binary(Binary::Div), vec![sum, count]))
}

fn constant<'a>(builder: &mut Builder<'a>, node: &Node<'a>) -> Result<Made, String> {
    let given = &node.attributes;
    let tensor = if let Some(tensor) = given.tensor("value")? {
        tensor
    } else if given.has("value_float") {
        Tensor::scalar(given.float("value_float", 0.0)?)
    } else if given.has("value_int") {
        Tensor::scalar(given.int("value_int", 0)?)
    } else if given.has("value_floats") {
        Tensor::line(Cells::Single(given.floats("value_floats")?))
    } else if given.has("value_ints") {
        integers(given.ints("value_ints")?)
    } else if given.has("value_strings") {
        Tensor::line(given.text_cells("value_strings")?)
    } else {
        return Err("no value of a supported type".to_owned());
    };
    let tensor = Tensor { cells: tensor.cells.canonical(), ..tensor };
    Ok(Made::Same(builder.constant(tensor)?))
}

/// Bounds are attributes before version 11, inputs since.
fn clip<'a>(builder: &mut Builder<'a>, node: &Node<'a>) -> Result<Made, String> {
    if node.version >= 11 {
        return Ok(Made::Step(Operator::Clip));
    }
    let mut inputs = vec![builder.input(node, 0)?];
    for name in ["min", "max"] {
        inputs.push(if node.attributes.has(name) {
            let bound = node.attributes.float(name, 0.0)?;
            builder.constant(Tensor::scalar(bound))?
        } else {
            NOTHING
        });
    }
    Ok(Made::Over(Operator::Clip, inputs))
}

fn scan<'a>(builder: &mut Builder<'a>, node: &Node<'a>) -> Result<Made, String> {
    let given = &node.attributes;
    for name in
        ["scan_input_axes", "scan_input_directions", "scan_output_axes", "scan_output_directions"]
    {
        if given.ints(name)?.into_iter().any(|x| x != 0) {
            return Err(format!("`{name}` other than 0 is not supported"));
        }
    }
    let scanned = usize::try_from(given.int("num_scan_inputs", 0)?).unwrap_or(0);
    let states = node.inputs.len().checked_sub(scanned).filter(|_| scanned > 0);
    let states = states.ok_or_else(|| format!("{scanned} scanned inputs"))?;
    let body = builder.body(given.graph("body")?)?;
    if body.program.inputs as usize != node.inputs.len()
        || body.program.results.len() != node.outputs.len()
    {
        return Err("a body of other inputs and outputs".to_owned());
    }
    let scan = Scan { body: body.program, states: states as u32 };
    Ok(Made::Step(Operator::Scan(Box::new(scan))))
}
