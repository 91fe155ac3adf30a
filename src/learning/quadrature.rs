//! Gauss-Hermite quadrature for the standard normal, and the logistic function.

/// 21 nodes and weights of the probabilists' Gauss-Hermite rule, scaled to sum to one:
/// `E[f(Z)]` for standard normal `Z` is the sum of `weight * f(node)`. Exact for polynomials
/// up to degree 41 (Abramowitz and Stegun 25.4.46, with x scaled by the square root of 2).
pub(super) static NODES: [(f64, f64); 21] = both_halves();

/// The non-negative nodes; the rule is symmetric.
const HALF: [(f64, f64); 11] = [
    (0.0, 0.270_260_183_572_877),
    (0.678_045_692_440_644, 0.215_333_715_695_059_69),
    (1.359_765_823_211_230_2, 0.108_392_285_626_419_48),
    (2.049_102_468_257_163, 0.033_952_729_786_542_86),
    (2.750_592_981_052_373_3, 0.006_439_697_051_408_775),
    (3.469_846_690_475_376_4, 0.000_708_047_795_481_536_7),
    (4.214_343_981_688_422, 4.219_234_742_551_662e-5),
    (4.994_963_944_782_025, 1.225_354_836_148_252_4e-6),
    (5.829_382_007_304_471_5, 1.450_661_284_493_085_6e-8),
    (6.751_444_718_717_461, 4.975_368_604_121_718e-11),
    (7.849_382_895_113_822_5, 2.098_991_219_565_671e-14),
];

const fn both_halves() -> [(f64, f64); 21] {
    let mut nodes = [(0.0, 0.0); 21];
    let mut i = 0;
    while i < HALF.len() {
        nodes[10 + i] = HALF[i];
        nodes[10 - i] = (-HALF[i].0, HALF[i].1);
        i += 1;
    }
    nodes
}

/// 1 / (1 + e^-x).
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
