//! How much there is to know in a contact: as much as in a real one, or whatever is measured with it measures nothing.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

#[test]
fn a_contact_compresses_to_as_many_bytes_as_a_real_one() {
    for count in [2000, 5000] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(super::file(9, count).as_bytes())
            .expect("a list takes all");
        let each = gzip.finish().expect("a list takes all").len() / count;
        assert!((58..65).contains(&each), "{each} bytes each of {count}");
    }
}
