//! A scanner that finds nothing proves nothing: each form, put there on purpose, is found.

use std::fs;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use encoding_rs::WINDOWS_1251;

use super::super::process::Running;
use super::Scanner;

const CANARY: &str = "Ціханоўская-77";

fn found(bytes: &[u8]) -> bool {
    let scanner = Scanner::new(&["another canary", CANARY]).unwrap();
    let mut around = b"before ".to_vec();
    around.extend_from_slice(bytes);
    around.extend_from_slice(b" after");
    scanner
        .scan_bytes("a test", &around)
        .iter()
        .any(|finding| finding.canary == CANARY)
}

#[test]
fn every_plain_form_is_found() {
    assert!(found(CANARY.as_bytes()));
    assert!(found(
        &CANARY
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>()
    ));
    assert!(found(
        &CANARY
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<_>>()
    ));
    assert!(found(&WINDOWS_1251.encode(CANARY).0));
    assert!(!found("Ціханоўская-78".as_bytes()));
}

#[test]
fn every_wrapping_is_found_in_every_alignment() {
    let utf16: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for plain in [CANARY.as_bytes(), &WINDOWS_1251.encode(CANARY).0, &utf16] {
        for before in 0..6 {
            let mut text = vec![0xA7; before];
            text.extend_from_slice(plain);
            text.extend_from_slice(&[0xFB; 5]);
            assert!(found(hex::encode(&text).as_bytes()));
            assert!(found(hex::encode_upper(&text).as_bytes()));
            assert!(
                found(STANDARD.encode(&text).as_bytes()),
                "base64 after {before}"
            );
            assert!(
                found(URL_SAFE.encode(&text).as_bytes()),
                "base64url after {before}"
            );
        }
    }
}

#[test]
fn a_file_is_searched_across_its_chunks_and_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut big = vec![b'.'; super::places::CHUNK - 5];
    big.extend_from_slice(CANARY.as_bytes());
    fs::create_dir(folder.path().join("inner")).unwrap();
    fs::write(folder.path().join("inner/big"), big).unwrap();
    fs::write(folder.path().join(CANARY), b"nothing").unwrap();
    let scanner = Scanner::new(&[CANARY]).unwrap();
    let findings = scanner.scan_folder(folder.path()).unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding.place.ends_with("big"))
    );
    assert!(
        findings
            .iter()
            .any(|finding| finding.place == "a file's name")
    );
}

#[test]
fn a_live_process_is_searched() {
    let script = "x=$(printf 'Ціханоўская-%s' 77); echo ready; tail -f /dev/null; echo $x";
    let shell = Running::start(Command::new("sh").args(["-c", script])).unwrap();
    shell
        .wait_for(|printed| printed.contains("ready").then_some(()))
        .unwrap();
    let findings = Scanner::new(&[CANARY])
        .unwrap()
        .scan_process(shell.pid())
        .unwrap();
    assert!(!findings.is_empty());
    let other = Scanner::new(&["Святлана-не-тут"])
        .unwrap()
        .scan_process(shell.pid())
        .unwrap();
    assert!(other.is_empty());
}
