//! One binary for everything that runs the catalogue over small invented worlds.
#![expect(clippy::unwrap_used, reason = "a test that cannot build its world has failed")]

mod slt;
mod small_worlds;
mod world;

use world::World;

#[tokio::test]
async fn the_catalogue_runs_over_an_empty_lake() {
    let world = World::empty().await;
    let tables = world.metric_tables().await;
    assert!(tables.contains_key("local_share"), "a metric of the contract is missing");
    assert!(world.findings().await.is_empty(), "an empty lake cannot break a check");
}

#[tokio::test]
async fn the_valley_breaks_no_check_and_has_the_expected_figures() {
    let world = World::of_folder("world/valley").await;
    let findings = world.findings().await;
    assert!(findings.is_empty(), "{findings:#?}");
    slt::run_folder(&world, "slt/valley").await;
}

#[tokio::test]
async fn pounds_that_are_lost_on_the_way_stop_the_run() {
    let mut csv = world::folder_csv("world/valley");
    let lines = csv.get_mut("lines").unwrap();
    *lines = lines.replace("BIRCH CATERING LTD,,700.00", "BIRCH CATERING LTD,,699.99");
    let world = World::of_csv(&csv).await;
    let findings = world.findings().await;
    let lost = findings.iter().any(|finding| finding.table == "conservation" && finding.stops);
    assert!(lost, "a penny is missing between files and lines, and nobody says so: {findings:#?}");
}
