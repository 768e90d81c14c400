//! The few register names worth a close look, out of millions: by rare words, by slips and beginnings of words, by words
//! run together or apart, and by the first letters of the whole. Bounded work for any name.

mod picked;

use crate::bodytype::{self, BodyType};
use crate::features::align::{self, MOST_WORDS, Word};
use crate::features::{self, Circumstance, Glance, Side, Vector, strings};
use crate::index::bearers::Bearers;
use crate::index::cores::Cores;
use crate::index::runs::RunWeights;
use crate::index::vocabulary::UNKNOWN;
use crate::index::written::Written;
use crate::index::{NameIndex, compact_into};
use crate::normalise::variants::Variant;
use crate::normalise::{LegalForm, NormalName};
use crate::register::RegisterSet;
use crate::segment;
use crate::words::WordClass;
use picked::{LOOKED_AT, ToRead};

/// Candidates that are measured and that the model sees, at most.
const SHOWN: usize = 3;
/// A candidate less like than this share of the likest is not shown, nor one below the floor, but for the likest itself: of
/// the labelled names, none whose answer lay below was found by the model.
const SHARE_OF_LIKEST: f32 = 0.8;
const FLOOR: f32 = 0.5;

/// A name to be searched, with what its cell says.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The name.
    pub variant: &'a Variant,
    /// How many names the cell holds.
    pub names_in_cell: usize,
    /// Letters in the cell.
    pub cell_length: usize,
    /// The cell as it is written, folded.
    pub cell: &'a str,
    /// The name reads as a person's.
    pub is_person: bool,
}

/// A register name beside the name asked for, measured.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The register name.
    pub name: u32,
    /// Its body.
    pub body: u32,
    /// The measures.
    pub vector: Vector,
    /// Plain likeness, by which pairs are ordered.
    pub likeness: f32,
}

/// Room for one search after another, so that none allocates.
#[derive(Debug, Default)]
pub struct Scratch {
    scores: Vec<f32>,
    touched: Vec<u32>,
    compact: String,
    other: String,
    runs: Vec<u32>,
    other_runs: Vec<u32>,
    plan: Vec<ToRead>,
    ranked: Vec<(f32, u32)>,
    owed: Vec<f32>,
    glanced: Vec<Glanced>,
    order: Vec<u32>,
}

/// The registers as the search sees them.
#[derive(Debug)]
pub struct Searcher<'a> {
    registers: &'a RegisterSet,
    index: NameIndex,
    classes: Vec<WordClass>,
    runs: RunWeights,
    cores: Cores,
    sorts: Vec<BodyType>,
    /// The weight of each name's words, for ranking.
    weights: Vec<f32>,
    written: Written,
    bearers: Bearers,
}

impl<'a> Searcher<'a> {
    /// Indexes the registers.
    pub fn new(registers: &'a RegisterSet) -> Searcher<'a> {
        let index = NameIndex::build(registers);
        let classes: Vec<WordClass> =
            (0..index.vocabulary.len() as u32).map(|id| WordClass::of(index.vocabulary.word(id))).collect();
        let runs = RunWeights::build(&index, registers.names() as u32);
        let cores = Cores::build(&index, &classes, registers.names() as u32);
        let words = |name: u32| index.words(name).iter().take(MOST_WORDS).map(|id| index.vocabulary.word(*id));
        let sorts = (0..registers.names() as u32).map(|name| bodytype::of_words(words(name))).collect();
        let telling = |id: &u32| telling(index.vocabulary.weight(*id), classes.get(*id as usize).copied().unwrap_or_default());
        let weights = (0..registers.names() as u32).map(|name| index.words(name).iter().map(telling).sum()).collect();
        let (written, bearers) = (Written::build(registers), Bearers::build(&index, registers));
        Searcher { registers, index, classes, runs, cores, sorts, weights, written, bearers }
    }

    /// The index.
    pub fn index(&self) -> &NameIndex {
        &self.index
    }

    /// The best pairs for a name, each body once, the likest first.
    pub fn search(&self, asked: &Asked<'_>, scratch: &mut Scratch) -> Vec<Pair> {
        let name = &asked.variant.name;
        let read = |name| align::query_words(name, &self.index.vocabulary, &self.classes);
        let mut words = read(name);
        let parted =
            if words.iter().any(|word| word.id == UNKNOWN) { segment::part_words(name, &self.index.vocabulary) } else { None };
        let name = parted.as_ref().unwrap_or(name);
        if parted.is_some() {
            words = read(name);
        }
        if words.is_empty() {
            return Vec::new();
        }
        compact_into(name, &mut scratch.compact);
        let mut picked = self.bearers(&words, name);
        if picked.is_empty() {
            self.read_postings(&words, scratch);
            picked = self.pick(&words, name, scratch);
        }
        let Scratch { compact, other, runs, other_runs, glanced, order, .. } = scratch;
        strings::trigrams(compact.as_bytes(), runs);
        let sum = self.runs.sum(runs);
        let sort = if words.len() < MOST_WORDS {
            bodytype::of_words(words.iter().map(|word| word.text))
        } else {
            bodytype::of_words(name.tokens())
        };
        let core = self.cores.of_words(words.iter().map(|word| (word.id, word.class)));
        let query = Side { words: &words, compact: compact.as_bytes(), runs, form: name.form, sort, core };
        let mut register_words = Vec::new();
        glanced.clear();
        for found in picked {
            let side = self.side(found, &mut register_words, other, other_runs);
            let overlap = self.runs.overlap((runs, sum), (side.runs, self.runs.weight_of(found, side.runs)));
            let glance = features::glance(&query, &side, overlap);
            glanced.push(Glanced { name: found, body: self.registers.name_body(found), glance });
        }
        let likest = glanced.iter().map(|one| one.glance.likeness).fold(0.0, f32::max);
        // A name that no letters could bring near the likest is not compared letter by letter.
        for one in glanced.iter_mut().filter(|one| one.glance.likeness + features::LETTERS >= likest * SHARE_OF_LIKEST) {
            other.clear();
            self.index.words(one.name).iter().take(MOST_WORDS).for_each(|id| other.push_str(self.index.vocabulary.word(*id)));
            one.glance.compare_letters(query.compact, other.as_bytes());
        }
        put_in_order(glanced, order, name.form, &self.index);
        let sorted = || order.iter().filter_map(|at| glanced.get(*at as usize));
        let mut pairs: Vec<Pair> = Vec::with_capacity(SHOWN);
        let family = sorted().filter(|one| one.glance.covers_query()).count().saturating_sub(1);
        let likeness_of = |rank: usize| sorted().nth(rank).map_or(0.0, |one| one.glance.likeness);
        let likest = likeness_of(0);
        for (rank, one) in sorted().enumerate().take(SHOWN) {
            let likeness = one.glance.likeness;
            if rank > 0 && likeness < FLOOR.max(likest * SHARE_OF_LIKEST) {
                break;
            }
            let side = self.side(one.name, &mut register_words, other, other_runs);
            let circumstance = Circumstance {
                is_person: asked.is_person,
                origin: asked.variant.origin,
                names_in_cell: asked.names_in_cell,
                cell_length: asked.cell_length,
                role: Some(self.registers.name_role(one.name)),
                bearers: (self.bearers.of_name(one.name), self.bearers.of_body(one.body)),
            };
            let mut vector = features::measure(&query, &side, &circumstance, &one.glance);
            let next = likeness_of(usize::from(rank == 0));
            let as_good = sorted().filter(|other| other.glance.likeness >= likeness - 0.01).count().saturating_sub(1);
            features::set_context(&mut vector, likeness - next, rank, as_good, family);
            pairs.push(Pair { name: one.name, body: one.body, vector, likeness });
        }
        strings::trigrams(asked.cell.as_bytes(), runs);
        for pair in &mut pairs {
            let written = self.written.get(self.registers, pair.name, (&mut *other, &mut *other_runs));
            features::set_as_written(&mut pair.vector, (asked.cell, runs), written);
        }
        pairs
    }

    /// A register name as one side of a pair.
    fn side<'w: 's, 's>(
        &'w self,
        name: u32,
        words: &'s mut Vec<Word<'w>>,
        compact: &'s mut String,
        runs: &'s mut Vec<u32>,
    ) -> Side<'s> {
        align::register_words(self.index.words(name), &self.index.vocabulary, &self.classes, words);
        compact.clear();
        words.iter().for_each(|word| compact.push_str(word.text));
        let runs = self.runs.kept(name).unwrap_or_else(|| {
            strings::trigrams(compact.as_bytes(), runs);
            runs
        });
        Side {
            words,
            compact: compact.as_bytes(),
            runs,
            form: self.index.form(name),
            sort: self.sorts.get(name as usize).copied().unwrap_or_default(),
            core: self.cores.of_name(name),
        }
    }

    /// The names that equal the name asked for, where nothing likely is missed when no other is looked at: it has two telling
    /// words or more, and one of them fits its form.
    fn bearers(&self, words: &[Word<'_>], name: &NormalName) -> Vec<u32> {
        if words.iter().filter(|word| !word.class.little).count() < 2 {
            return Vec::new();
        }
        let is_equal = |found: &u32| self.index.words(*found).iter().copied().eq(words.iter().map(|word| word.id));
        let mut bearers: Vec<u32> = self.index.whole(&name.key).filter(is_equal).take(LOOKED_AT).collect();
        if bearers.iter().all(|found| self.index.form(*found).conflicts(name.form)) {
            bearers.clear();
        }
        bearers
    }
}

/// The weight of a word for ranking: the words that vary freely count less.
fn telling(weight: f32, class: WordClass) -> f32 {
    if class.little {
        weight * 0.1
    } else if class.facility {
        weight * 0.5
    } else {
        weight
    }
}

/// A register name after a first look.
#[derive(Debug)]
struct Glanced {
    name: u32,
    body: u32,
    glance: Glance,
}

/// Orders names by their places in `glanced`, the likest first, and keeps each body's best.
fn put_in_order(glanced: &[Glanced], order: &mut Vec<u32>, form: LegalForm, index: &NameIndex) {
    order.clear();
    order.extend(0..glanced.len() as u32);
    let fit = |one: &Glanced| (index.form(one.name).conflicts(form), index.form(one.name) != form);
    order.sort_unstable_by(|a, b| {
        let (a, b) = (&glanced[*a as usize], &glanced[*b as usize]);
        let likest = b.glance.likeness.total_cmp(&a.glance.likeness);
        likest.then_with(|| fit(a).cmp(&fit(b))).then(a.body.cmp(&b.body)).then(a.name.cmp(&b.name))
    });
    let mut kept = 0;
    for at in 0..order.len() {
        let body = glanced[order[at] as usize].body;
        if order[..kept].iter().all(|before| glanced[*before as usize].body != body) {
            order[kept] = order[at];
            kept += 1;
        }
    }
    order.truncate(kept);
}
