//! Counters and measurements for Prometheus, on an address of their own because they aren't for outsiders.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::domain::cadence::{ZONE_DATA, age_of};
use crate::services::Services;
use crate::services::backups::Backups;
use crate::store::StoreError;
use crate::telemetry::numbers::{self, Recorded};

/// What isn't counted as it happens is measured on request.
#[derive(Clone)]
struct Measure {
    recorded: Recorded,
    services: Services,
    backups: Arc<Backups>,
    clock: Clock,
}

pub const PATH: &str = "/metrics";

/// Serves them at [`PATH`].
pub fn router(recorded: Recorded, services: Services, backups: Arc<Backups>, clock: Clock) -> Router {
    Router::new().route(PATH, get(metrics)).with_state(Measure { recorded, services, backups, clock })
}

async fn metrics(State(measure): State<Measure>) -> Response {
    let measured = measure.measure().await;
    numbers::ready(measured.is_ok());
    if let Err(error) = measured {
        // The counters are needed most when something doesn't work.
        tracing::error!(what = "metrics", %error, "could not finish");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], measure.recorded.text()).into_response()
}

impl Measure {
    async fn measure(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        numbers::zone_data(ZONE_DATA, age_of(ZONE_DATA, now).to_std().unwrap_or_default());
        numbers::newest_backup(self.newest_backup(now));
        let (counted, oldest) = self.services.deliveries.count(now).await?;
        for (state, count) in counted {
            numbers::deliveries(state.name(), count);
        }
        numbers::oldest_due_delivery(oldest.to_std().unwrap_or_default());
        numbers::engineers_in_unknown_zone(self.services.prompts.in_unknown_zone().await?);
        Ok(())
    }

    fn newest_backup(&self, now: DateTime<Utc>) -> f64 {
        if !self.backups.are_made() {
            return f64::NAN;
        }
        self.backups.age(now).map_or(f64::INFINITY, TimeDelta::as_seconds_f64)
    }
}
