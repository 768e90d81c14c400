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

/// An edition of the postcode directory in which one postcode still lay in another care system. If it moved any other
/// payment, or payments after its last day, a new edition would rewrite quarters that boards have already seen.
#[tokio::test]
async fn an_earlier_edition_of_postcodes_moves_only_its_own_days() {
    let mut csv = world::folder_csv("world/valley");
    let newest = World::of_csv(&csv).await;
    csv.insert(
        "place_history".to_owned(),
        "postcode,local_authority_code,icb_code,region_code,valid_from,valid_to,source\n\
         ZA2 1AA,,QZB,,,2025-05-04,test\n"
            .to_owned(),
    );
    let both = World::of_csv(&csv).await;
    let lines = "select file_id, row, paid_on, postcode, ring, is_local, supplier_icb_code, amount from spend";
    let newest = world::rows(&newest.session, lines, "").await.unwrap();
    let both = world::rows(&both.session, lines, "").await.unwrap();
    let moved: Vec<&Vec<String>> = both.iter().filter(|row| !newest.contains(row)).collect();
    assert_eq!(newest.len(), both.len(), "a payment was lost or doubled");
    assert!(!moved.is_empty(), "no payment follows the earlier edition");
    for row in &moved {
        assert!(row[2].as_str() <= "2025-05-04" && row[3] == "ZA2 1AA" && row[6] == "QZB", "{row:?} moved");
        assert_eq!((row[4].as_str(), row[5].as_str()), ("region", "false"), "{row:?}: the other care system is not local");
    }
    let of_its_days = newest.iter().filter(|row| row[3] == "ZA2 1AA" && row[2].as_str() <= "2025-05-04").count();
    assert_eq!(moved.len(), of_its_days, "all payments of those days, and no others, lie in the other care system");
    let after = newest.iter().filter(|row| row[3] == "ZA2 1AA" && row[2].as_str() > "2025-05-04").count();
    assert!(after > 0, "the world has no payment after the edition's last day");
}

/// Payers of whom the same rules speak are asked as one. A trust that adopts a rule must not bind its like by it, nor be
/// freed because its like did not.
#[tokio::test]
async fn an_adopted_rule_binds_whoever_adopts_it_and_no_other() {
    let mut csv = world::folder_csv("world/valley");
    let directives = csv.get_mut("directives").unwrap();
    let rows = directives.lines().filter(|line| line.starts_with("directive_id,") || line.starts_with("AGENCY,"));
    *directives = rows.map(|line| format!("{line}\n")).collect();
    *directives = directives
        .replace("always,agency_nursing,,nhs_trust|foundation_trust,,,false", "always,*,,nhs_trust|foundation_trust,,,true");
    for trust in ["T01", "T02"] {
        let adoptions =
            format!("directive_id,org_code,category_code,adopted_from,adopted_to,source\nAGENCY,{trust},*,2020-04-01,,test\n");
        csv.insert("directive_adoptions".to_owned(), adoptions);
        let world = World::of_csv(&csv).await;
        let bound = "select distinct org_code from choices where array_has(directives, 'AGENCY@1')";
        assert_eq!(world::rows(&world.session, bound, "").await.unwrap(), [[trust]], "{trust} alone has adopted the rule");
    }
}

/// A metric without a figure worked out by hand could say anything.
#[tokio::test]
async fn every_metric_is_pinned_by_hand() {
    let world = World::empty().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt/valley");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let pinned = files.collect::<Vec<_>>().join("\n");
    let metrics = world.metric_tables().await;
    let loose: Vec<&String> = metrics.keys().filter(|name| !pinned.contains(&format!("\nfrom {name}\n"))).collect();
    assert!(loose.is_empty(), "no figure is pinned for {loose:?}");
}
