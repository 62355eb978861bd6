//! Sums and shares done by hand.

use super::{Activation, Layer, Network, NetworkClasses, NetworkOutput, NetworkScores};
use crate::data::Matrix;
use crate::model::keep::Kept;

fn network(activation: Activation, layers: &[(&[f64], &[f64])]) -> Network {
    let layer = |(weights, intercepts): &(&[f64], &[f64])| Layer {
        weights: weights.to_vec(),
        intercepts: intercepts.to_vec(),
    };
    let columns = ["a".into(), "b".into()].into();
    Network { columns, activation, layers: layers.iter().map(layer).collect() }
}

#[test]
fn hidden_layers_bend_and_the_last_does_not() {
    let x = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [-3.0, 1.0]]).unwrap();
    // Neurons a + b − 1 and 2a − b; then −(first) + 10·(second) + 0.5.
    let layers: [(&[f64], &[f64]); 2] =
        [(&[1.0, 1.0, 2.0, -1.0], &[-1.0, 0.0]), (&[-1.0, 10.0], &[0.5])];
    for (activation, expected) in
        [(Activation::Identity, [-1.5, -66.5]), (Activation::Relu, [-1.5, 0.5])]
    {
        let scores = NetworkScores { network: network(activation, &layers) };
        scores.check().unwrap();
        assert_eq!(scores.answer(&x).unwrap().as_slice(), expected, "{activation:?}");
    }
    // 1/2 + ½·tanh 0 and the logistic of 0 twice.
    let flat: [(&[f64], &[f64]); 2] = [(&[0.0, 0.0], &[0.0]), (&[0.5], &[0.5])];
    for (activation, expected) in [(Activation::Tanh, 0.5), (Activation::Logistic, 0.75)] {
        let scores = NetworkScores { network: network(activation, &flat) };
        assert_eq!(scores.answer(&x).unwrap().as_slice(), [expected; 2], "{activation:?}");
    }
}

fn classes(output: NetworkOutput, scores: &[f64]) -> NetworkClasses {
    let weights = vec![0.0; 2 * scores.len()];
    let network = network(Activation::Identity, &[(&weights, scores)]);
    let classes = ["x", "y", "z"].iter().take(scores.len().max(2)).map(|name| (*name).into());
    NetworkClasses { classes: classes.collect(), output, network }
}

#[test]
fn scores_become_shares() {
    let x = Matrix::from_rows(["a", "b"], [[0.0, 0.0]]).unwrap();
    let cases: [(NetworkOutput, &[f64], &[f64]); 6] = [
        (NetworkOutput::Logistic, &[0.0], &[0.5, 0.5]),
        (NetworkOutput::Logistic, &[0.0, 0.0], &[0.5, 0.5]),
        (NetworkOutput::Softmax, &[7.0, 7.0], &[0.5, 0.5]),
        (NetworkOutput::Choice, &[0.0], &[1.0, 0.0]),
        (NetworkOutput::Choice, &[0.25], &[0.0, 1.0]),
        (NetworkOutput::Choice, &[-1.0, 2.0, 2.0], &[0.0, 1.0, 0.0]),
    ];
    for (output, scores, expected) in cases {
        let model = classes(output, scores);
        model.check().unwrap();
        assert_eq!(model.answer(&x).unwrap().probabilities(), expected, "{output:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let good = classes(NetworkOutput::Softmax, &[1.0, 2.0, 3.0]);
    good.check().unwrap();
    let spoilt = |spoil: fn(&mut NetworkClasses)| {
        let mut model = good.clone();
        spoil(&mut model);
        model.check().unwrap_err()
    };
    assert_eq!(spoilt(|m| m.network.layers.clear()), "0 layers over 2 columns");
    assert_eq!(
        spoilt(|m| m.network.layers[0].weights.truncate(5)),
        "layer 0: 5 weights for 2 by 3"
    );
    assert!(spoilt(|m| m.network.layers[0].weights[1] = f64::NAN).contains("weights"));
    assert_eq!(
        spoilt(|m| m.classes = ["x".into(), "y".into()].into()),
        "Softmax of 3 scores for 2 classes"
    );
    let one = classes(NetworkOutput::Softmax, &[1.0]);
    assert_eq!(one.check().unwrap_err(), "Softmax of 1 scores for 2 classes");
}
