//! Writes every mutant into the sources, behind its number.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Block, Expr, ExprBinary, ExprUnary};

use crate::list::{Mutant, Place};

/// What every function asks: which mutant is this?
const SWITCH: &str = "
#[doc(hidden)]
pub fn __mutant() -> usize {
    static NUMBER: std::sync::LazyLock<usize> =
        std::sync::LazyLock::new(|| std::env::var(\"MUTANT\").ok().and_then(|n| n.parse().ok()).unwrap_or(0));
    *NUMBER
}
";
const ALLOW: &str = "#![allow(warnings, missing_docs, unreachable_pub, clippy::all)]\n";

/// Weaves all but the unviable ones into a clone. Answers which ones have no place in a running function.
pub(crate) fn weave(
    clone: &Path,
    package: &str,
    mutants: &[Mutant],
    unviable: &BTreeSet<usize>,
) -> Result<BTreeSet<usize>> {
    let restored = Command::new("git")
        .current_dir(clone)
        .args(["checkout", "--quiet", "."])
        .status()?;
    ensure!(restored.success(), "the clone can't be restored");
    let mut files: BTreeMap<&str, BTreeMap<Place, Vec<(usize, &Mutant)>>> = BTreeMap::new();
    for (mutant, id) in mutants.iter().zip(1..) {
        if !unviable.contains(&id) {
            let places = files.entry(&mutant.file).or_default();
            places
                .entry(mutant.span.start)
                .or_default()
                .push((id, mutant));
        }
    }
    let mut left = BTreeSet::new();
    for (file, places) in files {
        let path = clone.join(file);
        let mut tree = syn::parse_file(&fs::read_to_string(&path)?)?;
        let mut weaver = Weaver {
            places,
            constant: 0,
        };
        weaver.visit_file_mut(&mut tree);
        left.extend(weaver.places.into_values().flatten().map(|(id, _)| id));
        fs::write(&path, prettyplease::unparse(&tree))?;
    }
    let root = clone.join(package).join("src/lib.rs");
    let text = fs::read_to_string(&root).context("a library")?;
    fs::write(&root, format!("{ALLOW}{text}{SWITCH}"))?;
    Ok(left)
}

struct Weaver<'a> {
    /// Those not woven yet.
    places: BTreeMap<Place, Vec<(usize, &'a Mutant)>>,
    /// How deep in what runs while compiling.
    constant: usize,
}

impl<'a> Weaver<'a> {
    /// The mutants of one genre that begin here.
    fn here(&mut self, span: Span, genre: &str) -> Vec<(usize, &'a Mutant)> {
        if self.constant > 0 {
            return Vec::new();
        }
        let start = span.start();
        let place = Place {
            line: start.line,
            column: start.column + 1,
        };
        let Some(found) = self.places.remove(&place) else {
            return Vec::new();
        };
        let (these, others): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|(_, mutant)| mutant.genre == genre);
        if !others.is_empty() {
            self.places.insert(place, others);
        }
        these
    }

    fn function(
        &mut self,
        constness: bool,
        block: &mut Block,
        within: impl FnOnce(&mut Self, &mut Block),
    ) {
        self.constant += usize::from(constness);
        // What lies within is found by where it lay, so the body comes last.
        let start = block.stmts.first().map(Spanned::span);
        within(self, block);
        if let Some(start) = start {
            self.answer_at_once(start, block);
        }
        self.constant -= usize::from(constness);
    }

    /// A function's body: what it is replaced with is answered before anything else.
    fn answer_at_once(&mut self, start: Span, block: &mut Block) {
        let mut early = TokenStream::new();
        for (id, mutant) in self.here(start, "FnValue") {
            if let Ok(value) = mutant.replacement.parse::<TokenStream>() {
                early.extend(quote!(if crate::__mutant() == #id { return { #value }; }));
            }
        }
        if !early.is_empty() {
            let before: Block = syn::parse_quote!({ #early });
            block.stmts.splice(0..0, before.stmts);
        }
    }

    fn binary(&mut self, binary: &mut ExprBinary) -> Option<Expr> {
        if binds(&binary.left) || binds(&binary.right) {
            // `if let … && …` has no other operator that compiles: these are found among those not woven.
            visit_mut::visit_expr_binary_mut(self, binary);
            return None;
        }
        let found = self.here(binary.op.span(), "BinaryOperator");
        visit_mut::visit_expr_binary_mut(self, binary);
        if found.is_empty() {
            return None;
        }
        let (left, op, right) = (&binary.left, &binary.op, &binary.right);
        let mut arms = TokenStream::new();
        let (bound, l, r) = operands(op, left, right);
        for (id, mutant) in found {
            let op: TokenStream = mutant.replacement.parse().ok()?;
            arms.extend(quote!(#id => #l #op #r,));
        }
        Some(syn::parse_quote!({ #bound match crate::__mutant() { #arms _ => #l #op #r } }))
    }

    fn unary(&mut self, unary: &mut ExprUnary) -> Option<Expr> {
        let found = self.here(unary.op.span(), "UnaryOperator");
        visit_mut::visit_expr_unary_mut(self, unary);
        let (id, _) = *found.first()?;
        let (op, of) = (&unary.op, &unary.expr);
        Some(
            syn::parse_quote!({ let value = #of; if crate::__mutant() == #id { value } else { #op value } }),
        )
    }
}

/// Whether a condition binds something on its way: `let … = … && …`.
fn binds(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(ExprBinary { left, right, .. }) => binds(left) || binds(right),
        _ => false,
    }
}

/// What is evaluated first, and how both sides are called after that.
fn operands(op: &BinOp, left: &Expr, right: &Expr) -> (TokenStream, TokenStream, TokenStream) {
    match op {
        BinOp::And(_) | BinOp::Or(_) => (
            quote!(let left: bool = #left;),
            quote!(left),
            quote!((#right)),
        ),
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
            (
                quote!(let (left, right) = (&(#left), &(#right));),
                quote!(left),
                quote!(right),
            )
        }
        BinOp::AddAssign(_)
        | BinOp::SubAssign(_)
        | BinOp::MulAssign(_)
        | BinOp::DivAssign(_)
        | BinOp::RemAssign(_)
        | BinOp::BitXorAssign(_)
        | BinOp::BitAndAssign(_)
        | BinOp::BitOrAssign(_)
        | BinOp::ShlAssign(_)
        | BinOp::ShrAssign(_) => (TokenStream::new(), left.to_token_stream(), quote!((#right))),
        _ => (
            quote!(let (left, right) = (#left, #right);),
            quote!(left),
            quote!(right),
        ),
    }
}

impl VisitMut for Weaver<'_> {
    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        let constness = item.sig.constness.is_some();
        self.function(constness, &mut item.block, |weaver, block| {
            weaver.visit_block_mut(block)
        });
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        let constness = item.sig.constness.is_some();
        self.function(constness, &mut item.block, |weaver, block| {
            weaver.visit_block_mut(block)
        });
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        if let Some(block) = &mut item.default {
            self.function(false, block, |weaver, block| weaver.visit_block_mut(block));
        }
    }

    fn visit_item_const_mut(&mut self, _: &mut syn::ItemConst) {}
    fn visit_impl_item_const_mut(&mut self, _: &mut syn::ImplItemConst) {}
    fn visit_item_static_mut(&mut self, _: &mut syn::ItemStatic) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        let deleted = self.here(arm.pat.span(), "MatchArm");
        let guarded = match &arm.guard {
            Some((_, guard)) => self.here(guard.span(), "MatchArmGuard"),
            None => Vec::new(),
        };
        visit_mut::visit_arm_mut(self, arm);
        let if_token = syn::token::If::default();
        if !guarded.is_empty()
            && let Some((_, guard)) = &mut arm.guard
        {
            let mut arms = TokenStream::new();
            for (id, mutant) in guarded {
                if let Ok(value) = mutant.replacement.parse::<TokenStream>() {
                    arms.extend(quote!(#id => #value,));
                }
            }
            **guard = syn::parse_quote!(match crate::__mutant() { #arms _ => { #guard } });
        }
        for (id, _) in deleted {
            let guard: Expr = match &arm.guard {
                Some((_, guard)) => syn::parse_quote!(crate::__mutant() != #id && (#guard)),
                None => syn::parse_quote!(crate::__mutant() != #id),
            };
            arm.guard = Some((if_token, Box::new(guard)));
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let woven = match expr {
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary),
            _ => {
                visit_mut::visit_expr_mut(self, expr);
                None
            }
        };
        if let Some(woven) = woven {
            *expr = woven;
        }
    }
}
