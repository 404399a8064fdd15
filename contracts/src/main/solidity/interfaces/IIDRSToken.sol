// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Rupiah at the bank as a token: 1 IDRS is 1 rupiah, in 10⁶ base units.
/// @notice The bank mints what it was paid, and pays out what was redeemed. Each does so under a reference of its own
/// that works once, so that a request sent twice has one effect.
interface IIDRSToken is IERC20 {
    /// @notice How far a redemption has come.
    enum RedemptionStatus {
        NONE,
        REQUESTED,
        CONFIRMED,
        REFUNDED
    }

    /// @notice Tokens burned against a payment that the bank owes `holder`.
    struct Redemption {
        address holder;
        RedemptionStatus status;
        uint256 amount;
    }

    /// @notice `ref` was used before.
    error ReferenceUsed(bytes32 ref);
    /// @notice The amount is zero.
    error ZeroAmount();
    /// @notice `amount` is more than the `left` that the bank may mint today.
    error DailyCapExceeded(uint256 amount, uint256 left);
    /// @notice There is no open redemption of this reference.
    error NotRequested(bytes32 ref);
    /// @notice The signed request was good until `deadline` (seconds).
    error RequestExpired(uint256 deadline);
    /// @notice The request is not signed by `holder`.
    error NotSignedBy(address holder);

    /// @notice The bank was paid under `ref` and minted.
    event Minted(bytes32 indexed ref, address indexed to, uint256 amount);
    /// @notice `holder` burned `amount`; the bank owes it the payment `ref`.
    event RedemptionRequested(bytes32 indexed ref, address indexed holder, uint256 amount);
    /// @notice The bank has paid.
    event RedemptionConfirmed(bytes32 indexed ref, address indexed holder, uint256 amount);
    /// @notice The bank could not pay; `holder` has its tokens again.
    event RedemptionRefunded(bytes32 indexed ref, address indexed holder, uint256 amount);
    /// @notice From now on the bank mints at most `dailyCap` a day (UTC).
    event DailyCapChanged(uint256 dailyCap);

    /// @notice Creates `amount` for `to` against the payment `ref`. Only the bank, within the cap of the day.
    function mint(address to, uint256 amount, bytes32 ref) external;

    /// @notice Burns `amount` of the caller's tokens; the bank pays it out under `ref`.
    function redeem(uint256 amount, bytes32 ref) external;

    /// @notice The same for a holder who signed
    /// `Redeem(address holder,uint256 amount,bytes32 ref,uint256 deadline)` in this token's EIP-712 domain.
    /// @dev Anyone may send it: nothing in it can be chosen by the sender, and `ref` works once.
    function redeemFor(address holder, uint256 amount, bytes32 ref, uint256 deadline, bytes calldata signature) external;

    /// @notice The bank has paid the redemption `ref`.
    function confirmRedemption(bytes32 ref) external;

    /// @notice The bank cannot pay the redemption `ref` and gives the tokens back; the daily cap does not count them.
    function refundRedemption(bytes32 ref) external;

    /// @notice Sets what the bank may mint a day. Only the administrator.
    function setDailyCap(uint256 cap) external;

    /// @notice The redemption of this reference.
    function redemption(bytes32 ref) external view returns (Redemption memory);

    /// @notice Whether the bank has minted under this reference.
    function minted(bytes32 ref) external view returns (bool);

    /// @notice What the bank may mint a day (UTC).
    function dailyCap() external view returns (uint256);

    /// @notice What the bank may still mint today.
    function mintableToday() external view returns (uint256);
}
