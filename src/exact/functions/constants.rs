//! Constants to 832 bits, most significant limb first, truncated; re-derived by the tests.
//! Written by `tests/oracle/tables.py`.

use super::wide::{STORED, Wide};

const LN_2_LIMBS: [u64; STORED] = [
    0xb172_17f7_d1cf_79ab,
    0xc9e3_b398_03f2_f6af,
    0x40f3_4326_7298_b62d,
    0x8a0d_175b_8baa_fa2b,
    0xe7b8_7620_6deb_ac98,
    0x5595_52fb_4afa_1b10,
    0xed2e_ae35_c138_2144,
    0x2757_3b29_1169_b825,
    0x3e96_ca16_224a_e8c5,
    0x1acb_da11_317c_387e,
    0xb9ea_9bc3_b136_603b,
    0x256f_a0ec_7657_f74b,
    0x72ce_87b1_9d65_48ca,
];

/// ln 2.
pub(super) const fn ln_2<const N: usize>() -> Wide<N> {
    Wide::constant(0, &LN_2_LIMBS)
}

const FRAC_PI_2_LIMBS: [u64; STORED] = [
    0xc90f_daa2_2168_c234,
    0xc4c6_628b_80dc_1cd1,
    0x2902_4e08_8a67_cc74,
    0x020b_bea6_3b13_9b22,
    0x514a_0879_8e34_04dd,
    0xef95_19b3_cd3a_431b,
    0x302b_0a6d_f25f_1437,
    0x4fe1_356d_6d51_c245,
    0xe485_b576_625e_7ec6,
    0xf44c_42e9_a637_ed6b,
    0x0bff_5cb6_f406_b7ed,
    0xee38_6bfb_5a89_9fa5,
    0xae9f_2411_7c4b_1fe6,
];

/// π / 2.
pub(super) const fn frac_pi_2<const N: usize>() -> Wide<N> {
    Wide::constant(1, &FRAC_PI_2_LIMBS)
}

const FRAC_2_SQRT_PI_LIMBS: [u64; STORED] = [
    0x906e_ba82_14db_688d,
    0x71d4_8a7f_6bfe_c344,
    0x1409_a0eb_ac3e_7517,
    0x39a1_5830_cce6_20b0,
    0xc075_9cf8_5927_0f11,
    0x40c0_3609_6cc7_9aeb,
    0xbd1f_4eee_48e1_ca78,
    0x74f7_6f87_7ffe_c251,
    0x5256_1dcc_244d_c65e,
    0x9c22_f47f_7b7f_b57c,
    0x9522_f2f9_3e16_b2a3,
    0xd27a_3282_dada_7316,
    0xeb9f_eb24_36f2_f272,
];

/// 2 / √π.
pub(super) const fn frac_2_sqrt_pi<const N: usize>() -> Wide<N> {
    Wide::constant(1, &FRAC_2_SQRT_PI_LIMBS)
}

const FRAC_1_SQRT_2_LIMBS: [u64; STORED] = [
    0xb504_f333_f9de_6484,
    0x597d_89b3_754a_be9f,
    0x1d6f_60ba_893b_a84c,
    0xed17_ac85_8333_9915,
    0x4afc_8304_3ab8_a2c3,
    0xa8b1_fe6f_dc83_db39,
    0x0f74_a85e_439c_7b4a,
    0x7804_8736_3dfa_2768,
    0xd220_2e87_42af_1f4e,
    0x5305_9c60_11bc_337b,
    0xcab1_bc91_1688_458a,
    0x460a_bc72_2f7c_4e33,
    0xc6d5_a8a3_8bb7_e9dc,
];

/// 1 / √2.
pub(super) const fn frac_1_sqrt_2<const N: usize>() -> Wide<N> {
    Wide::constant(0, &FRAC_1_SQRT_2_LIMBS)
}

const SQRT_2_PI_LIMBS: [u64; STORED] = [
    0xa06c_98ff_b138_2cb2,
    0xbe52_0fd7_3916_7717,
    0xc67c_fa99_0580_02d4,
    0x370b_d04b_77ba_e522,
    0xd41a_0cde_d95a_61c9,
    0xa11f_5582_e206_3ee6,
    0x0c1f_c3cd_f50a_85f0,
    0x70ae_1aeb_b27f_e966,
    0x3258_88c9_06f7_2e43,
    0x16b3_a550_cb24_49fd,
    0x5a8a_d79a_a074_69d7,
    0xf406_29e9_f0e7_19fb,
    0x3098_8c30_66fb_90a9,
];

/// √(2 π).
pub(super) const fn sqrt_2_pi<const N: usize>() -> Wide<N> {
    Wide::constant(2, &SQRT_2_PI_LIMBS)
}

const LOG10_E_LIMBS: [u64; STORED] = [
    0xde5b_d8a9_3728_7195,
    0x355b_aaaf_ad33_dc32,
    0x3ee3_4602_45c9_a202,
    0x3a3f_2d44_f78e_a53c,
    0x7542_4efa_1402_f3f2,
    0x9223_5592_c646_4a15,
    0x18ce_3bd9_fd38_dcbc,
    0x6fa2_b8d2_c8cd_a7b3,
    0x4356_bd19_48d0_6ff9,
    0x4007_2005_8c1d_c4da,
    0x658b_61ea_42c8_4d6a,
    0x50b3_6ded_2f37_39d5,
    0x5430_212a_e68c_04d4,
];

/// 1 / ln 10.
pub(super) const fn log10_e<const N: usize>() -> Wide<N> {
    Wide::constant(-1, &LOG10_E_LIMBS)
}

const LOG2_E_LIMBS: [u64; STORED] = [
    0xb8aa_3b29_5c17_f0bb,
    0xbe87_fed0_691d_3e88,
    0xeb57_7aa8_dd69_5a58,
    0x8b25_166c_d1a1_3247,
    0xde1c_43f7_5517_6cd6,
    0x24d9_2f75_c16b_e0b3,
    0xea90_b9e6_0c4a_909f,
    0xc4bf_af03_53df_39b3,
    0x2fe2_9493_2617_d9d5,
    0xb21b_43d5_79d5_a206,
    0x0b5e_bbbf_3a82_8546,
    0x8d1c_f457_ab63_253c,
    0x199a_9483_6f5b_4967,
];

/// 1 / ln 2.
pub(super) const fn log2_e<const N: usize>() -> Wide<N> {
    Wide::constant(1, &LOG2_E_LIMBS)
}

/// The first 2048 fraction bits of 2 / π, for the reduction of huge angles.
pub(super) const FRAC_2_PI: [u64; 32] = [
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d,
    0xa9e3_9161_5ee6_1b08,
    0x6599_855f_14a0_6840,
    0x8dff_d880_4d73_2731,
    0x0606_1556_ca73_a8c9,
    0x60e2_7bc0_8c6b_47c4,
    0x19c3_67cd_dce8_092a,
    0x8359_c476_8b96_1ca6,
    0xddaf_44d1_5719_053e,
    0xa5ff_0705_3f7e_33e8,
    0x32c2_de4f_9832_7dbb,
    0xc33d_26ef_6b1e_5ef8,
    0x9f3a_1f35_caf2_7f1d,
];
