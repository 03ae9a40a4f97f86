use keys::{HEAD_LISTS, Hash, derive_token};

/// The server is told of a token and of those that come from it, once each, and of nothing else.
#[test]
fn a_token_is_minted_with_those_of_its_head_lists() {
    let token = derive_token(&[1; 32], 7);
    let minted: Vec<Hash> = token.minted().collect();
    let mut expected = vec![token.hash()];
    expected.extend((0..HEAD_LISTS).map(|index| token.of_list(index).hash()));
    assert_eq!(minted, expected);
    expected.sort();
    expected.dedup();
    assert_eq!(expected.len(), 1 + usize::from(HEAD_LISTS));
}
