#[actor]
pub struct Counter {
    total: u64,
}

#[actor(remote = "shop.counter/1")]
impl Counter {
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

#[actor]
pub struct Till;

#[actor(remote = "shop.till/2", remote_crate = crate::remote, derive(Debug), handle = Register)]
impl Till {
    /// Sells. See [`Self::total`].
    ///
    /// # Errors
    ///
    /// If there is none left.
    #[must_use = "it may be sold out"]
    #[urgent]
    pub fn sell(
        &mut self,
        ctx: &mut Context<Register>,
        item: Vec<String>,
        #[serde(default)] count: Option<u32>,
        #[cfg(feature = "discount")] discount: Percent,
        _spare: u8,
    ) -> Result<u32, String> {
        drop((ctx, item));
        count.ok_or_else(String::new)
    }

    #[expires]
    pub(crate) fn r#final(&self, r#type: u8, #[reply] reply: ReplySender<Vec<u8>>) {
        drop(reply.send(vec![r#type]));
    }

    #[cfg(feature = "clear")]
    #[ask]
    pub fn clear(&mut self) {}

    #[deprecated]
    pub fn print(&self, #[serde(with = "paper")] on: Paper) {
        let _paper = on;
    }

    #[local]
    pub fn drawer(&mut self, port: SerialPort) {
        let _port = port;
    }
}
