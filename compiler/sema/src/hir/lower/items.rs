//! Items and blocks that are anchors of their own.

use super::super::{AnchorNode, Block, Field, Ident, ItemKind, ItemRef, Label, Param, Schema};
use super::Context;
use dlc_base::Diagnostic;
use dlc_syntax::ast::{self, AstNode, Entry, SchemaEntry};
use smol_str::{SmolStr, format_smolstr};

impl Context<'_> {
    /// A declaration; none if the entry is something else, or lacks its name.
    pub(super) fn item(&mut self, entry: &Entry) -> Option<ItemRef> {
        match entry {
            Entry::Let(item) => self.declared(item, ItemKind::Let, "let", item.name(), |c, name| AnchorNode::Let {
                name,
                ty: item.ty().map(|t| c.ty(&t)),
                value: c.expr_of(item.value(), item.syntax()),
            }),
            Entry::Fn(item) => self.declared(item, ItemKind::Fn, "fn", item.name(), |c, name| AnchorNode::Fn {
                name,
                params: c.params(item.params()),
                ret: c.ty_of(item.ret(), item.syntax()),
                value: c.expr_of(item.value(), item.syntax()),
            }),
            Entry::TypeDef(item) => self.declared(item, ItemKind::Type, "type", item.name(), |c, name| {
                AnchorNode::Type { name, ty: c.ty_of(item.ty(), item.syntax()) }
            }),
            Entry::Schema(item) => self.declared(item, ItemKind::Schema, "schema", item.name(), |c, name| {
                AnchorNode::Schema(c.schema(item, name))
            }),
            Entry::Profile(item) => self.declared(item, ItemKind::Profile, "profile", item.name(), |c, name| {
                let params = c.params(item.params());
                let kind = c.ident(item.kind());
                let of_lab = kind.as_ref().is_some_and(|k| k.name == "lab");
                AnchorNode::Profile { name, params, kind, body: c.body_of(item.body(), item.syntax(), of_lab) }
            }),
            Entry::Test(item) => self.test(item),
            _ => None,
        }
    }

    fn declared(
        &mut self,
        item: &impl AstNode,
        kind: ItemKind,
        word: &str,
        name: Option<ast::Name>,
        fill: impl FnOnce(&mut Context<'_>, Ident) -> AnchorNode,
    ) -> Option<ItemRef> {
        let name = name.and_then(|n| n.token())?;
        let key = format_smolstr!("{word} {}", name.text());
        let anchor = self.anchor(item.syntax(), &key, |c| {
            let ident = c.ident_of(&name);
            Some(fill(c, ident))
        })?;
        Some(ItemRef { kind, name: Some(SmolStr::new(name.text())), block: None, anchor })
    }

    fn test(&mut self, item: &ast::Test) -> Option<ItemRef> {
        let title = item.title()?;
        let key = format_smolstr!("test {}", title.syntax().text());
        let anchor = self.anchor(item.syntax(), &key, |c| {
            Some(AnchorNode::Test { title: c.text(&title), body: c.body_of_test(item.body(), item.syntax()) })
        })?;
        Some(ItemRef { kind: ItemKind::Test, name: None, block: None, anchor })
    }

    /// Parameters; each name once.
    fn params(&mut self, params: impl Iterator<Item = ast::Param>) -> Vec<Param> {
        let mut out: Vec<Param> = Vec::new();
        for param in params {
            let Some(token) = param.name().and_then(|n| n.token()) else { continue };
            if out.iter().any(|p| p.name.name == token.text()) {
                let message = format!("two parameters are named `{}`", token.text());
                self.error(Diagnostic::error("duplicate-name", token.text_range(), message));
                continue;
            }
            let name = self.ident_of(&token);
            let ty = self.ty_of(param.ty(), param.syntax());
            let default = param.default().map(|e| self.expr(&e));
            out.push(Param { name, ty, default });
        }
        out
    }

    fn schema(&mut self, item: &ast::Schema, name: Ident) -> Schema {
        let base = item.base().map(|p| self.type_path(&p));
        let Some(body) = item.body() else {
            let checks = self.body(dlc_base::TextRange::empty(item.range().end()), |_| Vec::new());
            return Schema { name, base, fields: Vec::new(), checks };
        };
        let mut fields = Vec::new();
        let checks = self.body(body.range(), |c| {
            let mut checks = Vec::new();
            for entry in body.entries() {
                c.blanks_before(entry.syntax().first_token());
                match entry {
                    SchemaEntry::Field(field) => fields.extend(c.field(&field)),
                    SchemaEntry::Entry(entry) => checks.extend(c.entry(&entry, false)),
                }
            }
            checks
        });
        Schema { name, base, fields, checks }
    }

    fn field(&mut self, field: &ast::Field) -> Option<Field> {
        let name = self.ident(field.name())?;
        Some(Field {
            name,
            private: field.private(),
            ty: field.ty().map(|t| self.ty(&t)),
            value: field.value().map(|e| self.expr(&e)),
            computed: field.computed(),
            kind: self.ident(field.kind()),
            doc: ast::doc(field.syntax()),
            range: self.range_of(field),
        })
    }

    /// A block as an anchor of its own. If it is a block of the file, the blocks in it are anchors too.
    pub(super) fn block_item(&mut self, block: &ast::Block, cut: bool) -> Option<ItemRef> {
        let path = block.path()?.syntax().text().to_string();
        let label = block.label();
        let key = match &label {
            Some(label) => format_smolstr!("{path} {}", label_key(label)),
            None => SmolStr::new(&path),
        };
        let name = label.and_then(|l| l.name()).map(|n| SmolStr::new(n.text()));
        let anchor = self.anchor(block.syntax(), &key, |c| c.block(block, cut).map(AnchorNode::Block))?;
        Some(ItemRef { kind: ItemKind::Block, name, block: Some(path.into()), anchor })
    }

    pub(super) fn block(&mut self, block: &ast::Block, cut: bool) -> Option<Block> {
        let path = self.idents(block.path()?.names());
        if path.is_empty() {
            return None;
        }
        let label = block.label().and_then(|l| self.label(&l));
        let head = match (block.path(), block.label()) {
            (Some(path), Some(label)) => path.range().cover(label.range()),
            (Some(path), None) => path.range(),
            _ => block.range(),
        };
        let head = self.range(head);
        Some(Block { path, label, body: self.body_of(block.body(), block.syntax(), cut), head })
    }

    pub(super) fn label(&mut self, label: &ast::Label) -> Option<Label> {
        let name = self.ident(label.name());
        let text = label.text().map(|t| self.text(&t));
        (name.is_some() || text.is_some()).then(|| Label { name, text, range: self.range_of(label) })
    }
}

/// A label in the key of an anchor: the name that it declares, else the text as it is written.
fn label_key(label: &ast::Label) -> String {
    match (label.name(), label.text()) {
        (Some(name), _) => name.text(),
        (None, Some(text)) => text.syntax().text().to_string(),
        (None, None) => String::new(),
    }
}
