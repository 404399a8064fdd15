// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EnergyConverter} from "../../../main/solidity/EnergyConverter.sol";
import {ETKToken} from "../../../main/solidity/ETKToken.sol";
import {IDRSToken} from "../../../main/solidity/IDRSToken.sol";
import {IEnergyConverter} from "../../../main/solidity/interfaces/IEnergyConverter.sol";
import {Market} from "../../../main/solidity/Market.sol";
import {Execution, Order} from "../../../main/solidity/OrderTypes.sol";
import {Test} from "./Test.sol";

/// @dev A deployed exchange with three traders, and words for what happens at it.
abstract contract Exchange is Test {
    uint256 internal constant KWH = 10 ** 9;
    uint256 internal constant IDR = 10 ** 6;
    uint8 internal constant BID = 0;
    uint8 internal constant ASK = 1;
    uint40 internal constant NOTICE = 1 hours;
    uint40 internal constant MAX_LAG = 24 hours;
    uint32 internal constant PERIOD = 300;
    uint256 internal constant DAILY_CAP = 10 ** 9 * IDR;

    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;
    uint256 internal constant CAROL_KEY = 0xCA501;
    address internal immutable ALICE = vm.addr(ALICE_KEY);
    address internal immutable BOB = vm.addr(BOB_KEY);
    address internal immutable CAROL = vm.addr(CAROL_KEY);

    address internal constant ADMIN = address(0xAD);
    address internal constant BANK = address(0xBA);
    address internal constant ORACLE = address(0x0C);
    address internal constant OPERATOR = address(0x09);
    address internal constant PAUSER = address(0xFA);
    address internal constant FEES = address(0xFEE);
    address internal constant STRANGER = address(0x57A);

    ETKToken internal etk;
    IDRSToken internal idrs;
    EnergyConverter internal converter;
    Market internal market;

    uint256 private _references;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.startPrank(ADMIN);
        etk = ETKToken(deploy("ETKToken", abi.encode(1 days, ADMIN)));
        idrs = IDRSToken(deploy("IDRSToken", abi.encode(1 days, ADMIN, DAILY_CAP)));
        converter = EnergyConverter(deploy("EnergyConverter", abi.encode(1 days, ADMIN, etk, PERIOD)));
        market = Market(
            deploy("Market", abi.encode(1 days, ADMIN, etk, idrs, converter, FEES, NOTICE, MAX_LAG))
        );
        etk.grantRole(etk.MINTER_ROLE(), address(converter));
        idrs.grantRole(idrs.BANK_ROLE(), BANK);
        converter.grantRole(converter.ORACLE_ROLE(), ORACLE);
        converter.grantRole(converter.REGISTRAR_ROLE(), ADMIN);
        converter.grantRole(converter.MARKET_ROLE(), address(market));
        converter.grantRole(converter.PAUSER_ROLE(), PAUSER);
        market.grantRole(market.OPERATOR_ROLE(), OPERATOR);
        market.grantRole(market.PAUSER_ROLE(), PAUSER);
        vm.stopPrank();
    }

    // Tokens

    function giveEtk(address to, uint256 amount) internal {
        vm.prank(address(converter));
        etk.mint(to, amount);
    }

    function giveIdrs(address to, uint256 amount) internal {
        vm.prank(BANK);
        idrs.mint(to, amount, bytes32(++_references));
    }

    function depositEtk(address account, uint256 amount) internal {
        giveEtk(account, amount);
        vm.startPrank(account);
        etk.approve(address(market), amount);
        market.deposit(address(etk), amount);
        vm.stopPrank();
    }

    function depositIdrs(address account, uint256 amount) internal {
        giveIdrs(account, amount);
        vm.startPrank(account);
        idrs.approve(address(market), amount);
        market.deposit(address(idrs), amount);
        vm.stopPrank();
    }

    function etkOf(address account) internal view returns (uint256 amount) {
        (amount,,,) = market.escrow(account);
    }

    function idrsOf(address account) internal view returns (uint256 amount) {
        (, amount,,) = market.escrow(account);
    }

    function expectEscrow(address account, uint256 etkAmount, uint256 idrsAmount) internal view {
        vm.assertEq(etkOf(account), etkAmount, "ETK in escrow");
        vm.assertEq(idrsOf(account), idrsAmount, "IDRS in escrow");
    }

    // Meters

    function registerMeter(bytes32 id, address owner, uint64 capacityW, uint64 thresholdUwh) internal {
        vm.prank(ADMIN);
        converter.registerMeter(id, owner, capacityW, thresholdUwh);
    }

    function report(bytes32 id, uint32 epoch, uint256 exportUwh, uint256 importUwh) internal {
        IEnergyConverter.Report[] memory reports = new IEnergyConverter.Report[](1);
        reports[0] = reportOf(id, epoch, exportUwh, importUwh);
        vm.prank(ORACLE);
        converter.settle(reports);
    }

    function reportOf(bytes32 id, uint32 epoch, uint256 exportUwh, uint256 importUwh)
        internal
        pure
        returns (IEnergyConverter.Report memory)
    {
        return IEnergyConverter.Report(id, epoch, uint64(exportUwh), uint64(importUwh), keccak256("readings"));
    }

    /// @dev Leaves `owner` owing `uwh` more.
    function giveDebt(address owner, uint256 uwh) internal {
        bytes32 id = keccak256(abi.encode("meter", ++_references));
        registerMeter(id, owner, 1_000_000_000, 0);
        report(id, 0, 0, uwh);
    }

    // Orders

    /// @dev An order of `account` in its present epoch, good for a day, with a fee of at most 1 %.
    function orderOf(address account, uint8 side, uint256 quantity, uint256 limitPrice, uint64 nonce)
        internal
        view
        returns (Order memory)
    {
        (,, uint32 epoch,) = market.escrow(account);
        return Order({
            account: account,
            instrument: keccak256("ETK-IDRS"),
            side: side,
            quantity: uint96(quantity),
            limitPrice: uint96(limitPrice),
            maxQuote: 0,
            maxFeeBps: 100,
            nonce: nonce,
            epoch: epoch,
            expiry: nowMs() + 1 days * 1000
        });
    }

    /// @dev What an order did just now, signed with `key`.
    function execute(Order memory order, uint256 key, uint256 base, uint256 quote, uint256 fee)
        internal
        view
        returns (Execution memory execution)
    {
        execution.order = order;
        execution.base = uint96(base);
        execution.quote = uint96(quote);
        execution.fee = uint96(fee);
        execution.firstFillAt = nowMs();
        execution.lastFillAt = nowMs();
        (execution.v, execution.r, execution.s) = vm.sign(key, digestOf(structHashOf(order)));
    }

    function settle(Execution[] memory executions) internal {
        uint64 batchId = market.nextBatchId();
        vm.prank(OPERATOR);
        market.settle(batchId, keccak256("trades"), executions);
    }

    /// @dev The next batch, of these two, reverts with this error.
    function expectRefused(bytes memory encodedError, Execution memory first, Execution memory second) internal {
        uint64 batchId = market.nextBatchId();
        vm.expectRevert(encodedError);
        vm.prank(OPERATOR);
        market.settle(batchId, keccak256("trades"), batch(first, second));
        vm.assertEq(market.nextBatchId(), batchId);
    }

    function batch(Execution memory first, Execution memory second) internal pure returns (Execution[] memory both) {
        both = new Execution[](2);
        (both[0], both[1]) = (first, second);
    }

    function nowMs() internal view returns (uint64) {
        return uint64(block.timestamp * 1000);
    }

    // Signatures: written out here once more, so that the contract's own hashing is tested and not used

    function structHashOf(Order memory order) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "Order(address account,bytes32 instrument,uint8 side,uint96 quantity,uint96 limitPrice,uint96 maxQuote,uint16 maxFeeBps,uint64 nonce,uint32 epoch,uint64 expiry)"
                ),
                order
            )
        );
    }

    function digestOf(bytes32 structHash) internal view returns (bytes32) {
        return digestFor(address(market), block.chainid, structHash);
    }

    function digestFor(address verifier, uint256 chainId, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("EnerLink"),
                keccak256("1"),
                chainId,
                verifier
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
