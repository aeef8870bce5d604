//! Lowered files and their anchors.

use crate::hir::lower::lower_stable;
use crate::hir::places::Gaps;
use crate::hir::{AnchorHir, AnchorKey, FileHir, Range, Use};
use crate::index::{AnchorIndex, index};
use dlc_base::{Diagnostic, Origin, OriginKind, Span, TextRange, TextSize};
use dlc_db::{AnchorNo, Db, SourceFile};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A file, lowered. It is not compared: what depends on it takes an anchor or the list of items.
#[derive(Debug)]
pub struct Lowered {
    /// The file without its anchors' contents.
    pub hir: FileHir,
    /// Where each anchor begins, and its content.
    anchors: FxHashMap<AnchorKey, Placed>,
    /// What is wrong with the text, in its order.
    pub errors: Vec<Diagnostic<TextRange>>,
}

/// Whether the text of a file has mistakes that its parser tells.
#[salsa::tracked]
pub fn is_broken(db: &dyn Db, file: SourceFile) -> bool {
    !lowered(db, file).errors.is_empty()
}

/// An anchor in its file.
#[derive(Debug)]
struct Placed {
    offset: u32,
    parent: Option<AnchorKey>,
    gaps: Gaps,
    hir: Arc<AnchorHir>,
}

/// Lowers a file.
#[salsa::tracked(no_eq)]
pub fn lowered(db: &dyn Db, file: SourceFile) -> Lowered {
    db.note(&|| format!("lower {}", file.path(db)));
    let parse = dlc_db::parse(db, file);
    let (mut hir, more) = lower_stable(parse);
    let anchors = std::mem::take(&mut hir.anchors);
    let anchors = anchors
        .into_iter()
        .map(|a| (a.key, Placed { offset: a.offset, parent: a.parent, gaps: a.gaps, hir: Arc::new(a.hir) }))
        .collect();
    let mut errors = parse.errors.clone();
    errors.extend(more);
    errors.sort_by_key(|e| e.primary.as_ref().map(|p| p.place.start()));
    Lowered { hir, anchors, errors }
}

/// An anchor with its number.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// Its number.
    pub no: AnchorNo,
    /// The file that it is in.
    pub file: SourceFile,
    /// Its name there.
    pub key: AnchorKey,
    /// The anchor that it stands in, none at file level.
    pub parent: Option<AnchorKey>,
    /// Its content.
    pub hir: Arc<AnchorHir>,
    /// Where in its braces what is.
    pub index: Arc<AnchorIndex>,
}

impl PartialEq for Anchor {
    fn eq(&self, other: &Self) -> bool {
        self.no == other.no && self.parent == other.parent && self.hir == other.hir
    }
}

impl Eq for Anchor {}

impl Anchor {
    /// The place of `range`, for a value that somebody wrote there.
    pub fn origin(&self, range: Range) -> Origin {
        origin(self.no, range)
    }
}

/// A place that somebody wrote.
pub fn origin(anchor: AnchorNo, range: Range) -> Origin {
    Origin { anchor: anchor.0, start: range.start, end: range.end, kind: OriginKind::Written }
}

/// The anchor with this key, if the file has it.
#[salsa::tracked(returns(as_ref))]
pub fn anchor(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Option<Anchor> {
    let Placed { parent, hir, .. } = lowered(db, file).anchors.get(&key)?;
    let no = db.tables().anchor(file, &key);
    Some(Anchor { no, file, key, parent: parent.clone(), hir: hir.clone(), index: Arc::new(index(hir)) })
}

/// The innermost anchor at a byte of a file, and the byte's place in it.
pub fn anchor_at(db: &dyn Db, file: SourceFile, byte: u32) -> Option<(&Anchor, u32)> {
    let around = lowered(db, file).anchors.iter().filter(|(_, placed)| {
        let Range { end, .. } = placed.gaps.bytes(placed.hir.range);
        placed.offset <= byte && byte <= placed.offset + end
    });
    // The later an anchor begins, the further inside it is; two may touch, but none begins where another does.
    let (key, placed) = around.max_by_key(|(_, placed)| placed.offset)?;
    Some((anchor(db, file, key.clone())?, placed.gaps.inside(byte - placed.offset)))
}

/// The anchor of a number.
pub fn anchor_of(db: &dyn Db, no: AnchorNo) -> Option<&Anchor> {
    let (file, key) = db.tables().anchor_key(no)?;
    anchor(db, file, key)
}

/// The imports of a file, with ranges relative to the file.
#[salsa::tracked]
pub fn uses(db: &dyn Db, file: SourceFile) -> Vec<Use> {
    lowered(db, file).hir.uses.clone()
}

/// The bytes of a file that a place means.
pub fn span(db: &dyn Db, origin: Origin) -> Option<Span> {
    let (file, key) = db.tables().anchor_key(AnchorNo(origin.anchor))?;
    let range = Range { start: origin.start, end: origin.end.max(origin.start) };
    let range = match key.as_str() {
        FILE_KEY => range,
        _ => {
            let placed = lowered(db, file).anchors.get(&key)?;
            let Range { start, end } = placed.gaps.bytes(range);
            Range { start: placed.offset + start, end: placed.offset + end }
        }
    };
    let (start, end) = (TextSize::new(range.start), TextSize::new(range.end));
    Some(Span::new(file.id(db), TextRange::new(start, end)))
}

/// The key of the pseudo-anchor that begins at a file's first byte: for `use` lines.
pub const FILE_KEY: &str = "";

/// A place relative to the whole file.
pub fn file_origin(db: &dyn Db, file: SourceFile, range: Range) -> Origin {
    origin(db.tables().anchor(file, &FILE_KEY.into()), range)
}
