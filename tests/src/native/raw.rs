//! The server's endpoints with no vault in between.

use keys::encode::{decode, encode};
use minicbor::{Decode, Encode};

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct RawAnswer {
    /// The status.
    pub status: u16,
    /// Header names and values, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A client that sends whatever it is told.
#[derive(Clone)]
pub struct Raw {
    client: reqwest::Client,
    address: String,
}

impl Raw {
    /// For the server at `address`, which ends with a slash.
    ///
    /// # Panics
    /// If no HTTP client can be made.
    #[must_use]
    pub fn at(address: &str) -> Self {
        // A connection for each request: a kept one may be closed by the server just when it is needed again.
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .build();
        #[expect(clippy::expect_used, reason = "a test can't go on without it")]
        let client = client.expect("an HTTP client");
        Self {
            client,
            address: address.to_owned(),
        }
    }

    /// POSTs bytes to an endpoint.
    ///
    /// # Errors
    /// If no whole answer comes.
    pub async fn post(&self, name: &str, body: Vec<u8>) -> anyhow::Result<RawAnswer> {
        self.post_with(name, body, None).await
    }

    /// POSTs bytes with one more header.
    ///
    /// # Errors
    /// If no whole answer comes.
    pub async fn post_with(
        &self,
        name: &str,
        body: Vec<u8>,
        header: Option<(&str, &str)>,
    ) -> anyhow::Result<RawAnswer> {
        let url = format!("{}{}", self.address, wire::path(name));
        let mut request = self
            .client
            .post(url)
            .header("content-type", wire::CBOR)
            .body(body);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), text(value.as_bytes())));
        let headers = headers.collect();
        Ok(RawAnswer {
            status,
            headers,
            body: response.bytes().await?.to_vec(),
        })
    }

    /// Asks and reads the answer.
    ///
    /// # Errors
    /// For any answer that isn't a `T`.
    pub async fn call<T>(&self, name: &str, body: &impl Encode<()>) -> anyhow::Result<T>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let answer = self.post(name, encode(body)).await?;
        anyhow::ensure!(answer.status == 200, "{name} answered {}", answer.status);
        decode(&answer.body).map_err(|_| anyhow::anyhow!("{name} answered something else"))
    }
}
