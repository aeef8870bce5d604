//! Which fields of a block are leaves, lists, maps and blocks again. A field that is none of them does not compile.

use super::merging::{Block, Leaf, Merging, Said, Spot, blocks};
use crate::{
    Audience, Command, CommandWhen, Container, Contents, Directory, Dropin, File, Group, Link, Mount, MountSource,
    Unit, User,
};

impl Leaf for bool {}
impl Leaf for u32 {}
impl Leaf for String {}
impl Leaf for Audience {}
impl Leaf for CommandWhen {}
impl Leaf for Contents {}
impl Leaf for MountSource {}

/// `block!(TYPE by LABEL { leaf …; list …; map …; block …; computed … })`.
macro_rules! block {
    ($type:ident by $label:ident {
        leaf $($leaf:ident)*; list $($list:ident)*; map $($map:ident)*; block $($block:ident)*; computed $($computed:ident)*
    }) => {
        impl Block for $type {
            fn label(&self) -> &str {
                &self.$label
            }

            fn amend(&mut self, said: &[Said<'_, Self>], spot: &Spot, merging: &mut Merging<'_>) {
                let Self { $label: _, $($leaf,)* $($list,)* $($map,)* $($block,)* $($computed: _,)* } = self;
                $(merging.leaf($leaf, &field(said, |block| &block.$leaf), spot, stringify!($leaf));)*
                $(merging.list($list, &field(said, |block| &block.$list), spot, stringify!($list));)*
                $(merging.map($map, &field(said, |block| &block.$map), spot, stringify!($map));)*
                $(
                    let inner = said.iter().flat_map(|&(target, block)| block.$block.iter().map(move |inner| (target, inner)));
                    blocks($block, inner.collect(), &spot.path.clone().at(stringify!($block)), merging);
                )*
            }
        }
    };
}

fn field<'a, B, T>(said: &[Said<'a, B>], get: impl Fn(&'a B) -> &'a T) -> Vec<Said<'a, T>> {
    said.iter().map(|&(target, block)| (target, get(block))).collect()
}

block!(User by name {
    leaf uid comment home create_home shell primary_group admin password_hash system;
    list groups ssh_keys; map; block; computed member_of
});
block!(Group by name { leaf gid system; list; map; block; computed });
block!(File by path { leaf contents mode owner group append audience; list; map; block; computed });
block!(Directory by path { leaf mode owner group; list; map; block; computed });
block!(Link by path { leaf target hard owner group; list; map; block; computed });
block!(Unit by name { leaf enabled masked contents; list; map; block dropins; computed });
block!(Dropin by name { leaf contents; list; map; block; computed });
block!(Container by name {
    leaf image command host_network privileged; list ports mounts; map environment; block; computed
});
block!(Mount by path { leaf source filesystem options required; list; map; block; computed });
block!(Command by name { leaf run when; list; map; block; computed });
