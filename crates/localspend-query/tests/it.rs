//! One binary for everything that runs the catalogue over small invented worlds.

mod world;

#[tokio::test]
async fn the_catalogue_runs_over_an_empty_lake() {
    let world = world::World::empty().await;
    let tables = world.metric_tables().await;
    assert!(tables.contains_key("local_share"), "a metric of the contract is missing");
    assert!(world.findings().await.is_empty(), "an empty lake cannot break a check");
}

#[tokio::test]
async fn the_valley_breaks_no_check() {
    let world = world::World::of_folder("world/valley").await;
    let findings = world.findings().await;
    assert!(findings.is_empty(), "{findings:#?}");
}
