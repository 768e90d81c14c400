//! Trains the trees: gradient boosting on binned features, leaf by leaf, with sampling of rows and features. The same
//! pairs and settings give the same trees, to the bit.

use super::scorer::MOST_LEAVES;
use super::{Node, logistic};
use crate::features::{NAMES, Vector};

/// A labelled pair.
#[derive(Debug, Clone)]
pub struct Example {
    /// Features.
    pub vector: Vector,
    /// One body?
    pub right: bool,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Trees.
    pub trees: usize,
    /// Leaves of a tree, at most.
    pub leaves: usize,
    /// Share of each tree's advice that is taken.
    pub rate: f32,
    /// Pairs in a leaf, at least.
    pub least: u32,
    /// Pull of a leaf's value towards nothing.
    pub ridge: f32,
    /// Share of pairs that a tree sees.
    pub rows: f64,
    /// Share of features that a tree sees.
    pub features: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { trees: 125, leaves: 32, rate: 0.1, least: 30, ridge: 4.0, rows: 0.7, features: 0.6 }
    }
}

const BINS: usize = 64;

/// Features cut into bins of about equal size.
struct Binned {
    columns: Vec<Vec<u8>>,
    edges: Vec<Vec<f32>>,
}

impl Binned {
    fn new(examples: &[Example]) -> Binned {
        let mut binned = Binned { columns: Vec::new(), edges: Vec::new() };
        for feature in 0..NAMES.len() {
            let mut values: Vec<f32> = examples.iter().map(|example| example.vector[feature]).collect();
            values.sort_by(f32::total_cmp);
            let mut edges: Vec<f32> = (1..BINS).filter_map(|bin| values.get(bin * values.len() / BINS).copied()).collect();
            edges.dedup();
            binned.columns.push(
                examples.iter().map(|example| edges.partition_point(|edge| *edge < example.vector[feature]) as u8).collect(),
            );
            binned.edges.push(edges);
        }
        binned
    }
}

/// Small, known and the same everywhere: SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[derive(Clone, Copy, Default)]
struct Bin {
    gradient: f64,
    curvature: f64,
    count: u32,
}

/// A leaf that may still be split.
struct Leaf {
    node: usize,
    rows: Vec<u32>,
    total: Bin,
    best: Option<Cut>,
}

#[derive(Clone, Copy)]
struct Cut {
    gain: f64,
    feature: usize,
    bin: usize,
}

/// The trees for these pairs, with the log odds to begin from.
pub fn train(examples: &[Example], settings: &Settings) -> (f32, Vec<Vec<Node>>) {
    let binned = Binned::new(examples);
    let share = examples.iter().filter(|example| example.right).count() as f32 / examples.len().max(1) as f32;
    let base = (share.clamp(1e-4, 0.9999) / (1.0 - share.clamp(1e-4, 0.9999))).ln();
    let mut sums = vec![base; examples.len()];
    let mut dice = Dice(20_250_401);
    let mut trees = Vec::new();
    for _ in 0..settings.trees {
        let slopes: Vec<(f32, f32)> = examples
            .iter()
            .zip(&sums)
            .map(|(example, sum)| {
                let probability = logistic(*sum);
                (f32::from(u8::from(example.right)) - probability, (probability * (1.0 - probability)).max(1e-6))
            })
            .collect();
        let rows: Vec<u32> = (0..examples.len() as u32).filter(|_| dice.roll() < settings.rows).collect();
        let features: Vec<usize> = (0..NAMES.len()).filter(|_| dice.roll() < settings.features).collect();
        let tree = grow(&binned, &slopes, rows, &features, settings);
        for (example, sum) in examples.iter().zip(&mut sums) {
            *sum += answer(&tree, &example.vector);
        }
        trees.push(tree);
    }
    (base, trees)
}

fn answer(tree: &[Node], vector: &Vector) -> f32 {
    let mut at = 0;
    loop {
        match tree[at] {
            Node::Leaf(value) => return value,
            Node::Split { feature, threshold, low, high } => {
                at = usize::from(if vector[usize::from(feature)] <= threshold { low } else { high });
            }
        }
    }
}

fn grow(binned: &Binned, slopes: &[(f32, f32)], rows: Vec<u32>, features: &[usize], settings: &Settings) -> Vec<Node> {
    let mut nodes = vec![Node::Leaf(0.0)];
    let mut leaves = vec![leaf(0, rows, binned, slopes, features, settings)];
    while leaves.len() < settings.leaves.min(MOST_LEAVES) {
        let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |cut| cut.gain);
        let Some(at) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b])).then(b.cmp(a))) else {
            break;
        };
        let Some(cut) = leaves[at].best.filter(|cut| cut.gain > 1e-6) else { break };
        let split = leaves.swap_remove(at);
        let column = &binned.columns[cut.feature];
        let (low, high): (Vec<u32>, Vec<u32>) = split.rows.iter().partition(|row| usize::from(column[**row as usize]) <= cut.bin);
        let (low_node, high_node) = (nodes.len(), nodes.len() + 1);
        nodes[split.node] = Node::Split {
            feature: cut.feature as u16,
            threshold: binned.edges[cut.feature][cut.bin],
            low: low_node as u16,
            high: high_node as u16,
        };
        nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
        leaves.push(leaf(low_node, low, binned, slopes, features, settings));
        leaves.push(leaf(high_node, high, binned, slopes, features, settings));
    }
    for leaf in leaves {
        let value = leaf.total.gradient / (leaf.total.curvature + f64::from(settings.ridge));
        nodes[leaf.node] = Node::Leaf(value as f32 * settings.rate);
    }
    nodes
}

fn leaf(node: usize, rows: Vec<u32>, binned: &Binned, slopes: &[(f32, f32)], features: &[usize], settings: &Settings) -> Leaf {
    let mut total = Bin::default();
    for row in &rows {
        add(&mut total, slopes[*row as usize]);
    }
    let mut best: Option<Cut> = None;
    let mut bins = [Bin::default(); BINS];
    for feature in features {
        bins.fill(Bin::default());
        let column = &binned.columns[*feature];
        for row in &rows {
            add(&mut bins[usize::from(column[*row as usize])], slopes[*row as usize]);
        }
        let mut low = Bin::default();
        for (bin, own) in bins.iter().enumerate().take(binned.edges[*feature].len()) {
            low.gradient += own.gradient;
            low.curvature += own.curvature;
            low.count += own.count;
            let high = Bin {
                gradient: total.gradient - low.gradient,
                curvature: total.curvature - low.curvature,
                count: total.count - low.count,
            };
            if low.count < settings.least || high.count < settings.least {
                continue;
            }
            let worth = |bin: &Bin| bin.gradient * bin.gradient / (bin.curvature + f64::from(settings.ridge));
            let gain = worth(&low) + worth(&high) - worth(&total);
            if best.is_none_or(|known| gain > known.gain) {
                best = Some(Cut { gain, feature: *feature, bin });
            }
        }
    }
    Leaf { node, rows, total, best }
}

fn add(bin: &mut Bin, slope: (f32, f32)) {
    bin.gradient += f64::from(slope.0);
    bin.curvature += f64::from(slope.1);
    bin.count += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples() -> Vec<Example> {
        let mut dice = Dice(7);
        (0..4000)
            .map(|_| {
                let mut vector = [0.0; NAMES.len()];
                vector[3] = dice.roll() as f32;
                vector[9] = dice.roll() as f32;
                Example { vector, right: vector[3] > 0.5 && vector[9] < 0.7 }
            })
            .collect()
    }

    #[test]
    fn trees_learn_a_rule_of_two_features_and_learn_it_alike_each_time() {
        let settings = Settings { trees: 40, rate: 0.3, features: 1.0, ..Settings::default() };
        let (base, trees) = train(&examples(), &settings);
        assert_eq!((base, &trees), (train(&examples(), &settings).0, &train(&examples(), &settings).1));
        let model = super::super::Model::new(base, &trees, crate::calibrate::Calibration::default());
        let wrong = examples().iter().filter(|example| (model.probability(&example.vector) > 0.5) != example.right).count();
        assert!(wrong < 80, "{wrong} of 4000 wrong");
    }
}
