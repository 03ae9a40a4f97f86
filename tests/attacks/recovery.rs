//! The founding key's cards: who has enough of them leads the organisation again, who has less has nothing.

use keys::envelope::{Block, RECOVERY_SLOT};
use tests::native::{Person, alone};
use vault::api::{Card, CardFault, Command, Failure, Language, Reply, Role};
use wire::space::EnvelopesAnswer;

use crate::help::{Scene, in_answer, name};

async fn cards(founder: &Person, needed: u8, count: u8) -> Vec<Card> {
    let command = Command::MakeCards {
        needed,
        count,
        language: Language::Belarusian,
    };
    match founder.send(command).await {
        Ok(Reply::Cards(cards)) => cards,
        other => panic!("{other:?}"),
    }
}

fn text(card: &Card) -> String {
    card.words.join(" ")
}

pub(crate) async fn recover(
    scene: &Scene,
    person: &Person,
    cards: &[String],
    dismiss: bool,
) -> Result<String, Failure> {
    let words = person.words().await;
    let link = scene.server.founding_link().unwrap();
    let command = Command::Recover {
        link: link.rsplit('/').next().unwrap().to_owned(),
        cards: cards.to_vec(),
        name: "Новая".into(),
        words: words.clone(),
        dismiss,
    };
    person.send(command).await.map(|_| words)
}

/// Cards of the scene's founder, printed and off the keyring.
pub(crate) async fn printed(scene: &Scene) -> Vec<String> {
    let made = cards(&scene.anna, 2, 3).await;
    let texts: Vec<String> = made.iter().map(text).collect();
    let typed = Command::CardsPrinted {
        card: texts[2].clone(),
    };
    assert_eq!(scene.anna.send(typed).await, Ok(Reply::Done));
    texts
}

#[test]
fn two_of_three_cards_make_a_new_admin_who_reads_everything() {
    alone(async {
        let scene = Scene::new().await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let cards = printed(&scene).await;
        // The seed is nowhere else: not in this session, nor in a later one.
        let again = Command::MakeCards {
            needed: 2,
            count: 3,
            language: Language::Belarusian,
        };
        assert_eq!(
            scene.anna.send(again.clone()).await,
            Err(Failure::NotAllowed)
        );
        let later = scene.honest_sign_in(&scene.words, 1).await;
        assert_eq!(later.send(again).await, Err(Failure::NotAllowed));
        // After a grant and after a rotation the recovery slot holds what it held.
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        for round in 0..2 {
            if round > 0 {
                scene.anna.rotate().await.unwrap();
            }
            let vera = scene.blank();
            let words = recover(&scene, &vera, &cards[round..round + 2], false)
                .await
                .unwrap();
            vera.until_found("Купала", 1).await;
            vera.save(None, name(["Колас", "Багдановіч"][round]))
                .await
                .unwrap();
            assert!(vera.people().await.unwrap().iter().any(|p| p.me && p.admin));
            let there = u32::try_from(round).unwrap() + 2;
            drop(vera);
            // With the new words alone, on another device.
            let blank = scene.honest_sign_in(&words, there).await;
            assert!(blank.rotate().await.is_ok());
        }
        // Who was there before goes on.
        taras.until_found("Багдановіч", 1).await;
    });
}

#[test]
fn who_was_admin_before_can_be_put_out_with_the_same_cards() {
    alone(async {
        let scene = Scene::new().await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let cards = printed(&scene).await;
        let vera = scene.blank();
        recover(&scene, &vera, &cards[..2], true).await.unwrap();
        vera.until_found("Купала", 1).await;
        scene.anna.until_removed().await;
        assert!(vera.rotation_due());
        vera.rotate().await.unwrap();
        let people = vera.people().await.unwrap();
        assert_eq!(people.len(), 1);
        assert!(
            scene
                .blank()
                .sign_in(&scene.words)
                .await
                .is_ok_and(|session| {
                    session.regions[0].state == vault::api::RegionState::Removed
                })
        );
    });
}

#[test]
fn cards_that_dont_fit_say_which_one() {
    alone(async {
        let scene = Scene::new().await;
        let old: Vec<String> = cards(&scene.anna, 2, 3).await.iter().map(text).collect();
        let whole = printed(&scene).await;
        let vera = scene.blank();
        let tried =
            async |cards: &[String]| recover(&scene, &vera, cards, false).await.unwrap_err();
        let cards = |faults: CardFault| Failure::Cards(faults);
        let (one, two) = (whole[0].clone(), whole[1].clone());
        assert_eq!(
            tried(core::slice::from_ref(&one)).await,
            cards(CardFault::Few { needed: 2 })
        );
        let twice = [one.clone(), one.clone()];
        assert_eq!(tried(&twice).await, cards(CardFault::Twice { card: 1 }));
        let mixed = [one.clone(), old[1].clone()];
        assert_eq!(tried(&mixed).await, cards(CardFault::Other { card: 1 }));
        // Two words in each other's place, a word that is none, a word too few.
        let mut words: Vec<&str> = two.split(' ').collect();
        let other = (1..32).find(|at| words[*at] != words[0]).unwrap();
        words.swap(0, other);
        let damaged = |card, word| cards(CardFault::Damaged { card, word });
        assert_eq!(
            tried(&[one.clone(), words.join(" ")]).await,
            damaged(1, None)
        );
        let mut words: Vec<&str> = one.split(' ').collect();
        words[30] = "ззззззз";
        assert_eq!(
            tried(&[words.join(" "), two.clone()]).await,
            damaged(0, Some(30))
        );
        let short = one.rsplit_once(' ').unwrap().0.to_owned();
        assert_eq!(tried(&[short, two.clone()]).await, damaged(0, None));
        // An older printing's cards still are the founding key: nothing else could take them back.
        assert!(recover(&scene, &vera, &old[..2], false).await.is_ok());
    });
}

#[test]
fn a_recovery_slot_that_a_server_made_opens_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let cards = printed(&scene).await;
        let vera = scene.blank();
        in_answer(
            &scene.line,
            wire::space::ENVELOPES,
            |answer: &mut EnvelopesAnswer| {
                let mut block = Block::decode(&answer.block.0).unwrap();
                let other = block.slot(0).unwrap().to_vec();
                block.set_fixed(RECOVERY_SLOT, &other).unwrap();
                answer.block = block.encode().into();
                true
            },
        );
        let failed = recover(&scene, &vera, &cards[..2], false).await;
        assert_eq!(failed, Err(Failure::Refused));
        assert!(scene.line.lies() > 0);
    });
}

#[test]
fn a_file_beside_the_words() {
    alone(async {
        let scene = Scene::new().await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let file = b"a picture of a hill".to_vec();
        let change = |old: Option<&Vec<u8>>, new: Option<&Vec<u8>>| Command::ChangeWords {
            old: scene.words.clone(),
            old_file: old.cloned(),
            new: scene.words.clone(),
            new_file: new.cloned(),
        };
        // The same words with the same nothing beside them are no change.
        let none = scene.anna.send(change(None, None)).await;
        assert_eq!(none, Err(Failure::WrongWords));
        assert_eq!(
            scene.anna.send(change(None, Some(&file))).await,
            Ok(Reply::Done)
        );
        let sign_in = |file: Option<Vec<u8>>| Command::SignIn {
            words: scene.words.clone(),
            file,
        };
        for wrong in [
            None,
            Some(Vec::new()),
            Some(b"a picture of a hi11".to_vec()),
        ] {
            let blank = scene.blank();
            assert_eq!(blank.send(sign_in(wrong)).await, Err(Failure::WrongWords));
        }
        let blank = scene.blank();
        assert!(blank.send(sign_in(Some(file.clone()))).await.is_ok());
        blank.until_found("Купала", 1).await;
        // Taken away again, by who has it.
        let without = blank.send(change(None, None)).await;
        assert_eq!(without, Err(Failure::WrongWords));
        assert_eq!(blank.send(change(Some(&file), None)).await, Ok(Reply::Done));
        scene.honest_sign_in(&scene.words, 1).await;
    });
}
