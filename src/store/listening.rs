//! The channels in which the desk answers unasked.

use anyhow::Result;
use sqlx::Row;

use super::Store;
use crate::domain::ids::{ChannelId, Timestamp};
use crate::domain::inbound::Place;

impl Store {
    /// Remembers whether the desk listens in a channel.
    ///
    /// # Errors
    /// When the write fails; nothing is changed then.
    pub async fn set_listening(&self, place: &Place, listens: bool, now: Timestamp) -> Result<()> {
        let query = if listens {
            sqlx::query(
                "INSERT INTO listening (channel, space, since) VALUES ($1, $2, $3) ON CONFLICT (channel) DO NOTHING",
            )
            .bind(&place.channel.0)
            .bind(&place.space.0)
            .bind(now.0)
        } else {
            sqlx::query("DELETE FROM listening WHERE channel = $1").bind(&place.channel.0)
        };
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// The channels in which the desk listens.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn listening(&self) -> Result<Vec<ChannelId>> {
        let rows =
            sqlx::query("SELECT channel FROM listening ORDER BY channel").fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| ChannelId(row.get(0))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::SpaceId;

    #[tokio::test]
    async fn channels_are_remembered_until_they_are_taken_back() {
        let store = Store::in_memory().await.expect("a store");
        let place = |channel: &str| Place {
            space: SpaceId("test:class".to_owned()),
            channel: ChannelId(channel.to_owned()),
            direct: false,
        };
        for channel in ["test:b", "test:a", "test:b"] {
            store.set_listening(&place(channel), true, Timestamp(1)).await.expect("written");
        }
        let channels = [ChannelId("test:a".to_owned()), ChannelId("test:b".to_owned())];
        assert_eq!(store.listening().await.expect("read"), channels);
        store.set_listening(&place("test:b"), false, Timestamp(2)).await.expect("written");
        store.set_listening(&place("test:c"), false, Timestamp(2)).await.expect("written");
        assert_eq!(store.listening().await.expect("read"), channels[..1]);
    }
}
