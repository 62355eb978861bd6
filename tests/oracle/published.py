"""Arguments at which correct rounding is hard, as hexadecimal doubles; no values, those come from MPFR.

From Lefèvre and Muller, "Worst cases for correct rounding of the elementary functions in double
precision" (2001), from the worst-case lists of CORE-MATH (Sibidanov, Zimmermann, Glondu 2022) and
the tests of LLVM libc; and, built by hand, the ends of the branches of the implementation, the
thresholds of overflow and underflow, and powers that are exact or half way.
"""
PUBLISHED = {
    "exp": """
0x1.9e9cbbfd6080bp-31
0x1.83d4bcdebb3f4p+2
-0x1.ed318efb627eap-27
-0x1.22e24fa3d5cf9p-1
0x1.0122ef37212ebp-1
0x1.3d963bb752ap-1
0x1.4095d4fb5304p-1
0x1.8f60a7ee187bp-1
0x1.accfbe46b4efp-1
0x1.5aa0d3p-3
0x1.f451050fd3bf9p-2
0x1.f0b89a3e0b57dp+0
0x1.7fffffffffffdp-49
0x1.fffffffffffffp-53
0x1.fffffffffffffp-54
0x1.8000000000001p-53
0x1.05de80a173eap-2
-0x1.eb7a4cb841fccp-14
-0x1.9a61fb925970dp-14
0x1.a7b764e2cf47ap-2
-0x1.757852a4b93aap+5
0x1.4c19e5712e377p+5
-0x1.9a74cdab36c28p+4
-0x1.5b3e4e2e3bba9p+9
-0x1.6960d591aec34p+9
-0x1.6232c09d58d91p+9
-0x1.74910d52d3051p+9
-0x1.67a172ceb099p+9
-0x1.6de0d9dafae05p+9
-0x1.74385446d71c3p+9
-0x1.74910d52d3052p+9
0x1.62e42fefa39efp+9
0x1.62e42fefa39fp+9
0x1.fd4caded4b1aap-1
0x1.62c4be4a1b45fp+7
0x1.1d5c2daebe367p+4
""",
    "erf": """
0x1.6d5ad4307dd52p-7
0x1.037b548d9d7a6p-61
0x1.0e0f7b52d8b1p-61
0x1.3c734d93cf5p-61
0x1.750d7b1df3c3p-61
0x1.7afb48dc96627p+2
0x1.7afb48dc96626p+2
0x1.7744f8f74e94ap+2
0x1.fffffffffffffp-8
0x1.8000000000001p-29
""",
    "pow": """
0x1.ffffffffffffcp-1 0x1.fffffffffffffp-2
0x1.ffffffffffffcp-1 -0x1.ffffffffffffdp-2
0x1.ffffffffffffp-1 -0x1.ffffffffffff6p-3
0x1.ffffffffffff8p-1 -0x1.ffffffffffffbp-3
0x1.0000000000001p+0 0x1p+52
0x1.fffffffffffffp-1 0x1p+52
0x1.fffffffffffffp-1 -0x1p+52
0x1.0000000000001p+0 0x1.8p+0
0x1.0000000000001p+0 0x1.fffffffffffffp-1
0x1.0000000000001p+0 0x1.0000000000001p+0
0x1.fffffffffffffp-1 0x1.0000000000001p+0
0x1.fffffffffffffp-1 0x1p-1
0x1.ffffffffffffep-1 0x1p-2
0x1.ffffffffffffcp-1 0x1p-3
0x1.0000002p+0 0x1p+1
0x1.0000002p+0 0x1p+1
0x1.8p+1 0x1.1p+5
0x1.4p+2 0x1.7p+4
0x1p+0 0x1p+0
0x1p-1074 0x1p-1
0x1p-1074 0x1p+0
0x1p+1 -0x1.0cp+10
0x1p+1 -0x1.0c8p+10
0x1p+1 -0x1.0ccp+10
0x1p+1 -0x1.0ccccp+10
0x1.8p+1 -0x1.52p+9
0x1p+1 0x1.ff8p+9
0x1p+1 0x1p+10
0x1.fffffffffffffp+1023 0x1p+0
0x1.fffffffffffffp+1023 0x1.0000000000001p+0
0x1.fffffffffffffp+511 0x1p+1
0x1.6a09e667f3bcdp+0 0x1p+1
0x1.6a09e667f3bcdp+511 0x1p+1
0x1.fffffffffffffp-512 0x1p+1
""",
    "exp_m1": """
0x1.fffffffffffffp-54
0x1.fffffffffffffp-53
0x1.fffffffffffffp-27
0x1p-53
0x1p-52
0x1.8000000000001p-28
0x1.83d4bcdebb3f4p+2
0x1.5bd5018805297p+1
0x1.2d0b0dfaf7a3ap-7
0x1.0000000000001p-8
0x1.fffffffffffffp-9
""",
    "ln_1p": """
0x1.fffffffffffffp-54
0x1.fffffffffffffp-53
-0x1.fffffffffffffp-53
0x1.fffffffffffffp-27
-0x1.fffffffffffffp-27
0x1.fffffffffffffp-8
0x1.fffffffffffffp-1
-0x1.fffffffffffffp-1
-0x1.ffffffffffffep-1
0x1.000000411e2cap-4
0x1.0p+52
0x1.fffffffffffffp+1023
""",
    "ln": """
0x1.0000000000001p+0
0x1.fffffffffffffp-1
0x1.ffffffffffffep-1
0x1.00000000014p+0
0x1.fffffffff5p-1
0x1.03fffffffffffp+0
0x1.fcp-1
0x1.fbfffffffffffp-1
0x1.69ffffffffffp+0
0x1.6a09e667f3bccp+0
0x1.6a09e667f3bcdp+0
0x1p-1074
0x1.fffffffffffffp-1023
0x1.fffffffffffffp+1023
0x1.4p+0
""",
    "sin": """
0x1.921fb54442d18p+0
0x1.921fb54442d18p+1
0x1.921fb54442d19p+1
0x1.6ac5b262ca1ffp+849
0x1.fffffffffffffp+1023
0x1.fffffffffffffp-28
0x1.fffffffffffffp-27
0x1.7821d5d1b1e27p-26
0x1p-26
0x1.8000000000001p-26
0x1.d12ed0af1a27fp-27
0x1.fffffffffffffp+18
0x1.0000000000001p+19
0x1.921fb54442d18p+18
""",
    "cos": """
0x1.921fb54442d18p+0
0x1.921fb54442d19p+0
0x1.2d97c7f3321d2p+2
0x1.6ac5b262ca1ffp+849
0x1.fffffffffffffp+1023
0x1.6a09e667f3bcdp-27
0x1.6a09e667f3bccp-27
0x1p-26
0x1.bb67ae8584caap-26
0x1.bb67ae8584cabp-26
0x1.fffffffffffffp-28
0x1.fffffffffffffp+18
0x1.0000000000001p+19
""",
    "tanh": """
0x1.fffffffffffffp-28
0x1.fffffffffffffp-27
0x1.8000000000001p-27
0x1.30fc1931f09c9p+4
0x1.30fc1931f09cap+4
0x1.fffffffffffffp-6
0x1.0000000000001p-5
0x1.3f0d2ce8d6b6dp-1
""",
    "normal_quantile": """
0x1.fffffffffffffp-1
0x1.fffffffffffffp-2
0x1.0000000000001p-1
0x1p-1074
0x1.fffffffffffffp-1023
0x1p-1022
0x1.3333333333333p-4
0x1.3333333333334p-4
0x1p-2
0x1.8p-1
""",
}
